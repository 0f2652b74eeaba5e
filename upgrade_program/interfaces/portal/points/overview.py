"""Points at a glance: balance, status, the day's check-in, and joining; the newest entries, all of them, and the passport of one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from loyalty.activity.queries import streak_of
from loyalty.activity.services import check_in
from loyalty.members.passport import passport_of
from loyalty.members.queries import own_journal, own_member
from loyalty.programme.queries import is_member
from loyalty.programme.services import join
from stores.clock import local_day, now
from upgrade_program.customers.enums import Purpose
from upgrade_program.customers.queries import consent_text
from upgrade_program.interfaces.portal.gate import CustomerRequest, customer_page
from upgrade_program.interfaces.portal.points.rows import line_of, lines_of, named_by, steps_of
from upgrade_program.interfaces.portal.points.said import said
from upgrade_program.interfaces.portal.shown_plan import spoken
from upgrade_program.kernel.errors import NotFound, Refused

NEWEST, PER_PAGE = 5, 25


class JoinForm(forms.Form):
    """The yes to the words shown, never ticked beforehand; the version and language are of those words."""

    consent = forms.BooleanField(
        label=_("I agree to this and want to be a member"), error_messages={"required": _("Tick this if you agree to the words above.")}
    )
    version = forms.IntegerField(min_value=1, max_value=32767, widget=forms.HiddenInput)
    language = forms.ChoiceField(choices=[("en", "en"), ("hi", "hi")], widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page
def points(request: CustomerRequest) -> HttpResponse:
    """What the member has and how they stand; the forms check in for today, or join. Nobody's points but one's own."""
    acts: dict[str, Callable[..., HttpResponse]] = {"check_in": _check_in, "join": _join}
    act = acts.get(request.POST.get("act", "")) if request.method == "POST" else None
    if act is None:
        return _page(request, at=now(), status=422 if request.method == "POST" else 200)
    return act(request, at=now())


def _check_in(request: CustomerRequest, *, at: datetime) -> HttpResponse:
    try:
        check_in(customer_id=request.customer.pk, actor=request.actor, at=at)
    except Refused as no:
        return _page(request, at=at, wrong=said(no), status=no.status)
    return redirect("portal:my_points")


def _join(request: CustomerRequest, *, at: datetime) -> HttpResponse:
    form = JoinForm(request.POST)
    if not form.is_valid():
        return _page(request, at=at, form=form, status=422)
    given = form.cleaned_data
    try:
        join(customer=request.customer, text_version=given["version"], language=given["language"], actor=request.actor, at=at)
    except Refused as no:
        return _page(request, at=at, wrong=said(no), status=no.status)
    return redirect("portal:my_points")


def _page(request: CustomerRequest, *, at: datetime, status: int, wrong: str = "", form: JoinForm | None = None) -> HttpResponse:
    customer_id, on, language = request.customer.pk, local_day(at), spoken()
    member, belongs = own_member(request.actor, at=at), is_member(customer_id)
    context: dict[str, Any] = {"member": member, "belongs": belongs, "wrong": wrong}
    if member:
        streak, every = streak_of(customer_id, on=on), member.programme.streak_days
        context |= {"streak": streak, "to_bonus": every - streak.days % every, "rows": lines_of(_newest(request), at=at, language=language)}
    if not belongs:
        text = consent_text(purpose=Purpose.LOYALTY, language=language, on=on)
        context |= {"text": text, "form": form or JoinForm(initial={"version": text.version, "language": text.language})}
    return render(request, "portal/me/points/points.html", context, status=status)


def _newest(request: CustomerRequest) -> Any:
    return own_journal(request.actor)[:NEWEST]


@require_safe
@customer_page
def history(request: CustomerRequest) -> HttpResponse:
    """Every entry, newest first; each leads to its passport."""
    page = Paginator(own_journal(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/me/points/history.html", {"page": page, "rows": lines_of(page, at=now(), language=spoken())})


@require_safe
@customer_page
def passport(request: CustomerRequest, pk: int) -> HttpResponse:
    """One entry: which bill and rule made its points, when they die, what took them; another's and none at all are the same 404."""
    if pk >= 2**63:
        raise NotFound
    found, language, at = passport_of(own_journal(request.actor), pk), spoken(), now()
    names = named_by(found, language=language)
    steps = steps_of(found, names, actor=request.actor, at=at, language=language)
    return render(request, "portal/me/points/passport.html", {"line": line_of(found.entry, names, at=at), "steps": steps})
