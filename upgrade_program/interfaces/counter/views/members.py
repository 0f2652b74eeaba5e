"""Members: found by their mobile, with every point they have or had and where it came from; as a file; points changed by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from loyalty.ledger.models import Entry
from loyalty.members.passport import passport_of
from loyalty.members.queries import journal_for, member_by_mobile, member_for
from loyalty.members.words import title_of, why
from loyalty.programme.queries import is_member
from stores.clock import local_day, now
from stores.queries import codes_of
from upgrade_program.foundation.audit.services import record
from upgrade_program.foundation.csv_export import lines
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.member.forms import AdjustForm, MergeForm, MobileForm
from upgrade_program.interfaces.counter.member.rows import lines_of, steps_of
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused
from upgrade_program.messaging.queries import wants_reminders
from upgrade_program.usecases import members as hands
from upgrade_program.usecases.erase import may_ask

PER_PAGE = 25
MOST = 10_000  # entries of one file
_HEADER = ("day", "time", "what", "why", "points", "pending", "available", "held", "owed", "store", "rule")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def members(request: CounterRequest) -> HttpResponse:
    """The field for a member's mobile, which never stands in an address; leads to their page."""
    form = MobileForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            found = member_by_mobile(request.actor, form.cleaned_data["mobile"], at=now())
        except Refused as no:
            form.add_error("mobile", str(no))
        else:
            return redirect("counter:member", pk=found.customer.pk)
    return render(request, "counter/members/find.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@staff_page
def member(request: CounterRequest, pk: int) -> HttpResponse:
    """A member: points, status, every entry newest first, and the passport of the one chosen."""
    at, journal = now(), journal_for(request.actor, pk)
    page = Paginator(journal, PER_PAGE).get_page(request.GET.get("page"))
    rows = lines_of(page)
    chosen = _chosen(request, rows[0].entry.pk if rows else 0)
    passport = passport_of(journal, chosen) if chosen else None
    context = {
        "member": member_for(request.actor, pk, at=at),
        "page": page,
        "rows": rows,
        "passport": passport,
        "steps": steps_of(passport, actor=request.actor, at=at) if passport else [],
        "store": codes_of([passport.entry.store_id]).get(passport.entry.store_id or 0, "") if passport else "",
        "chosen": chosen,
        "may_erase": may_ask(request.actor),
        "reminded": wants_reminders(pk),
        "belongs": is_member(pk),
        "at": at,
    }
    return render(request, "counter/members/member.html", context)


@require_POST
@staff_page
def export(request: CounterRequest, pk: int) -> HttpResponseBase:
    """The journal as a file; who took it is in the audit trail."""
    at = now()
    entries = list(journal_for(request.actor, pk)[:MOST])
    record(actor=request.actor, at=at, verb="points.exported", subject=f"customer:{pk}", after={"rows": len(entries)})
    answer = StreamingHttpResponse(lines(_HEADER, _cells(entries)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="points-{local_day(at).isoformat()}.csv"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def adjust(request: CounterRequest, pk: int) -> HttpResponse:
    """Points given or taken by hand, within the person's cap at once, above it after a second person's yes."""
    hands.require_adjuster(request.actor)
    form, at = AdjustForm(request.POST if request.method == "POST" else None), now()
    if form.is_valid() and _told(form, lambda: hands.adjust(actor=request.actor, customer_id=pk, at=at, **_adjusting(form))):
        return redirect("counter:member", pk=pk)
    return _form(request, pk, "adjust", form, at=at)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def merge(request: CounterRequest, pk: int) -> HttpResponse:
    """Asks that another membership of the same person becomes part of this one; head office decides."""
    hands.require_adjuster(request.actor)
    form, at = MergeForm(request.POST if request.method == "POST" else None), now()
    if form.is_valid() and _told(form, lambda: hands.ask_merge(actor=request.actor, into_customer_id=pk, at=at, **form.cleaned_data)):
        return redirect("counter:member", pk=pk)
    return _form(request, pk, "merge", form, at=at)


def _form(request: CounterRequest, pk: int, name: str, form: forms.Form, *, at: datetime) -> HttpResponse:
    context = {"member": member_for(request.actor, pk, at=at), "form": form, "cap": hands.cap_of(request.actor)}
    return render(request, f"counter/members/{name}.html", context, status=422 if form.errors else 200)


def _adjusting(form: forms.Form) -> dict[str, Any]:
    return {"points": form.cleaned_data["points"], "reason": form.cleaned_data["reason"], "key": str(form.cleaned_data["key"])}


def _told(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether it was done; a refusal stands at its field. Who is not to see the member at all is told so by a page."""
    try:
        act()
    except Refused as no:
        if isinstance(no, NotFound | Forbidden) and no.field not in form.fields:
            raise
        form.add_error(no.field if no.field in form.fields else None, str(no))
        return False
    return True


def _chosen(request: CounterRequest, newest: int) -> int:
    asked = request.GET.get("entry", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 18 else newest


def _cells(entries: list[Entry]) -> Iterator[tuple[object, ...]]:
    codes = codes_of(entry.store_id for entry in entries)
    for entry in entries:
        yield (
            local_day(entry.at).isoformat(),
            entry.at.isoformat(),
            title_of(entry),
            why(entry),
            entry.points,
            entry.b_pending,
            entry.b_available,
            entry.b_held,
            entry.b_debt,
            codes.get(entry.store_id or 0, ""),
            entry.rule,
        )
