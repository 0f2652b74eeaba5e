"""A file of stores or staff: what it would change is shown first, and exactly that is applied, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from stores.access import require_head_office
from stores.clock import now
from stores.difference import Difference, What
from stores.services import import_staff, import_stores
from stores.services.import_staff import STAFF_COLUMNS, compare_staff
from stores.services.import_stores import STORE_COLUMNS, compare_stores
from stores.services.importing import ImportChanged
from upgrade_program.interfaces.headoffice.file_form import FileForm
from upgrade_program.interfaces.headoffice.prices.page import actor_of, desk_page
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden, Refused
from upgrade_program.kernel.sheets import LinesRefused


class StaffFileForm(FileForm):
    """With why postings end."""

    reason = forms.CharField(label="Reason, for postings that end", max_length=300, initial="Moved by the list of staff")


class Kind(NamedTuple):
    """A kind of file: its page, its form, and the two acts."""

    title: str
    columns: tuple[str, ...]
    note: str
    listed: str
    form: type[FileForm]
    compare: Callable[..., Difference]
    bring_in: Callable[..., Difference]


STORES = Kind(
    "Import stores",
    STORE_COLUMNS,
    "One line a store. An unknown code opens a new store, a known one is changed where a cell differs; an empty cell leaves what stands.",
    "admin:stores_store_changelist",
    FileForm,
    compare_stores,
    import_stores,
)
STAFF = Kind(
    "Import staff",
    STAFF_COLUMNS,
    "One line a posting. An unknown user name makes a person, who gets a password afterwards; leaves is the code of a store they leave. "
    "Managers take two people: ask at Postings.",
    "admin:stores_staffuser_changelist",
    StaffFileForm,
    compare_staff,
    import_staff,
)


@desk_page
def stores_file(request: HttpRequest) -> HttpResponse:
    """Asks for a file of stores, shows what it would change, or applies what was shown."""
    return _file(request, STORES, at=now())


@desk_page
def staff_file(request: HttpRequest) -> HttpResponse:
    """The same for staff."""
    return _file(request, STAFF, at=now())


def _file(request: HttpRequest, kind: Kind, *, at: datetime) -> HttpResponse:
    actor = actor_of(request)
    require_head_office(actor)
    if request.method != "POST":
        return _page(request, kind, kind.form())
    form = kind.form(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, kind, form, status=422)
    form.keep(request, form.cleaned_data["text"])
    given = {name: value for name, value in form.cleaned_data.items() if name != "file"}
    try:
        if request.POST.get("act") == "apply":
            return _applied(request, kind, form, given, actor=actor, at=at)
        return _page(request, kind, form, difference=kind.compare(actor=actor, at=at, **given))
    except Forbidden:
        raise
    except Refused as no:
        form.add_error(None, str(no))
        return _page(request, kind, form, faults=no.faults if isinstance(no, LinesRefused) else [], status=422)


def _applied(request: HttpRequest, kind: Kind, form: FileForm, given: dict[str, Any], *, actor: Actor, at: datetime) -> HttpResponse:
    try:
        done = kind.bring_in(actor=actor, at=at, seen=request.POST.get("seen", ""), **given)
    except ImportChanged as no:
        form.add_error(None, str(no))
        return _page(request, kind, form, difference=kind.compare(actor=actor, at=at, **given), status=409)
    messages.success(request, f"{done.count(What.NEW)} new, {done.count(What.CHANGED)} changed.")
    return redirect(kind.listed)


def _page(
    request: HttpRequest, kind: Kind, form: FileForm, *, difference: Difference | None = None, faults: Any = (), status: int = 200
) -> HttpResponse:
    context = admin.site.each_context(request) | {
        "title": kind.title,
        "is_fullwidth": "1",
        "kind": kind,
        "form": form,
        "difference": difference,
        "counts": [(what, difference.count(what)) for what in What] if difference else [],
        "faults": faults,
    }
    return render(request, "headoffice/stores/import.html", context, status=status)
