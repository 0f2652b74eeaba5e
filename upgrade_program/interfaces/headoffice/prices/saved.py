"""Saved views of the price table: its search, filter and sorting under a name, opened again by a link."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest

from stores.queries import has_left_head_office
from upgrade_program.foundation.saved_views import services
from upgrade_program.foundation.saved_views.models import SavedView
from upgrade_program.foundation.saved_views.queries import first_view_of, views_for
from upgrade_program.foundation.saved_views.services import LONGEST_NAME
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import NotFound, Refused

PLACE = "prices"
ALL = "show="  # the whole table, whatever it begins with


class ViewForm(forms.Form):
    """A name, and whether all of head office sees it."""

    name = forms.CharField(label="Name of the view", max_length=LONGEST_NAME)
    shared = forms.BooleanField(label="Shared with all of head office", required=False)


def key_of(text: str) -> int | None:
    """The id of a view as an address or a form gives it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def first_query(request: HttpRequest, actor: Actor) -> str:
    """The query string to begin with, for whoever asks for the bare table and has chosen a view; empty for all others."""
    view = None if request.GET or request.method == "POST" else first_view_of(actor, place=PLACE)
    return opened(view) if view else ""


def opened(view: SavedView) -> str:
    return f"{view.query}&{urlencode({'view': view.pk})}"


def act_of(request: HttpRequest, actor: Actor, *, query: str, at: datetime) -> Callable[[ViewForm], str] | None:
    """What a form about views asks for, as an act that gives the query string to go on with; None when it is about something else.

    `query` is what the table shows now.
    """
    key = key_of(request.POST.get("view", ""))

    def save(form: ViewForm) -> str:
        typed = form.cleaned_data
        return opened(services.save_view(actor=actor, place=PLACE, name=typed["name"], query=query, shared=typed["shared"], at=at))

    def change(form: ViewForm) -> str:
        typed, keep = form.cleaned_data, "keep" in request.POST
        facts: dict[str, Any] = {"name": typed["name"], "shared": typed["shared"], "query": query if keep else None}
        return opened(services.change_view(actor=actor, place=PLACE, view_id=key or 0, at=at, **facts))

    def delete(_: ViewForm) -> str:
        services.delete_view(actor=actor, place=PLACE, view_id=key or 0, has_left=has_left_head_office)
        return ALL

    def begin(_: ViewForm) -> str:
        if key is None:
            raise NotFound(field="view")
        services.begin_with(actor=actor, place=PLACE, view_id=key)
        return f"{query}&{urlencode({'view': key})}"

    def begin_bare(_: ViewForm) -> str:
        services.begin_with(actor=actor, place=PLACE, view_id=None)
        return f"{query}&{urlencode({'view': key})}" if key else query

    acts = {"view_save": save, "view_change": change, "view_delete": delete, "view_first": begin, "view_first_no": begin_bare}
    return acts.get(request.POST.get("act", ""))


def typed_form(request: HttpRequest) -> ViewForm:
    """What was typed; only saving and changing type anything."""
    return ViewForm(request.POST)


def needs_form(request: HttpRequest) -> bool:
    return request.POST.get("act") in {"view_save", "view_change"}


def tell(form: ViewForm, no: Refused) -> None:
    """A refusal where it was typed."""
    for error in no.errors:
        form.add_error("name" if error.field == "name" else None, error.message)


def shown_views(request: HttpRequest, actor: Actor, *, query: str, form: ViewForm | None = None) -> dict[str, Any]:
    """The views of this person as links, the open one with what may be done to it, and the forms; `form` is one that was refused."""
    views = list(views_for(actor, place=PLACE))
    key = key_of(request.GET.get("view", ""))
    current = next((view for view in views if view.pk == key), None)
    changing = form is not None and request.POST.get("act") == "view_change"
    begun = {"name": current.name, "shared": current.shared} if current else {}
    return {
        "views": [(view, opened(view), view == current) for view in views],
        "view": current,
        "view_deletes": current is not None and services.may_delete(actor, current, has_left=has_left_head_office),
        "view_differs": current is not None and current.query != query,
        "save_form": form if form is not None and not changing else ViewForm(auto_id="save_%s"),
        "change_form": form if changing else ViewForm(initial=begun, auto_id="change_%s"),
        "view_refused": form is not None,
        "view_changing": changing,
        "all_of_it": ALL,
    }
