"""A member's rewards: what their points reach, one redeemed once, and what was had, with its code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from loyalty.ledger.queries import balances
from loyalty.programme.queries import is_member
from loyalty.rewards.enums import Kind, State
from loyalty.rewards.queries import Choice, choices_for, link_of, own_redemption, redemptions_of
from loyalty.rewards.services import redeem_reward
from stores.clock import local_day, now
from upgrade_program.foundation.requests.services import Answer, once
from upgrade_program.interfaces.portal.gate import CustomerRequest, customer_page
from upgrade_program.interfaces.portal.points.said import said, why_not
from upgrade_program.interfaces.portal.shown_plan import spoken
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused

SHOWN = 50
_ROUTE = "portal:my_reward"


class PressForm(forms.Form):
    """The key of one press: pressed twice, or sent again by the browser, it is one redemption; and the points that stood on the button."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    points = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class Shown:
    """An offer in the member's words: what it is, whether it can be had, and why not."""

    choice: Choice
    name: str
    about: str
    why: str

    @property
    def key(self) -> str:
        return self.choice.offer.reward.key

    @property
    def possible(self) -> bool:
        return self.choice.possible


@require_safe
@customer_page
def rewards(request: CustomerRequest) -> HttpResponse:
    """The catalogue as this member meets it, and what they had before."""
    return _catalogue(request, at=now())


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page
def reward(request: CustomerRequest, key: str) -> HttpResponse:
    """The page before a redemption; its button redeems. The session was begun with a code from the member's mobile: no other is asked for.

    A reward that nobody offers now is a 404; a refusal stands on the page.
    """
    at = now()
    if request.method != "POST":
        return _page(request, _offered(request, key, at=at), at=at)
    form = PressForm(request.POST)
    if not form.is_valid():
        return _page(request, _offered(request, key, at=at), at=at, status=422)
    try:
        number = _redeemed(request, key, form, at=at)
    except (NotFound, Forbidden):
        raise
    except Refused as no:
        if no.code == "invalid":  # nothing is called so
            raise NotFound from no
        return _refused(request, key, no, at=at)
    return redirect("portal:my_redemption", number=number)


@require_safe
@customer_page
def redemption(request: CustomerRequest, number: str) -> HttpResponse:
    """One redemption with its code, or its files, while they count; another's and none at all are the same 404."""
    found, language = own_redemption(request.actor, number), spoken()
    over = found.good_through is not None and found.good_through < local_day(now())
    alive = found.state == State.ISSUED and not over
    link = link_of(found) if found.state != State.CANCELLED and found.reward.kind == Kind.GOODS else None
    context = {
        "redemption": found,
        "name": found.reward.named(language),
        "about": found.reward.described(language),
        "over": over,
        "code": found.code.code if alive and found.code else "",
        "link": link,
    }
    return render(request, "portal/me/points/redemption.html", context)


def _redeemed(request: CustomerRequest, key: str, form: PressForm, *, at: datetime) -> str:
    """The number of the redemption; the same press again gives the same."""
    points = form.cleaned_data["points"]

    def act() -> Answer:
        row = redeem_reward(reward=key, customer_id=request.customer.pk, actor=request.actor, at=at, expected_points=points)
        return Answer(status=201, body={"redemption": row.number})

    press = str(form.cleaned_data["key"])
    answer = once(actor=request.actor, route=_ROUTE, key=press, body={"reward": key, "points": points}, at=at, act=act)
    return str(answer.body["redemption"])


def _offered(request: CustomerRequest, key: str, *, at: datetime) -> Shown:
    found = next((shown for shown in _choices(request, at=at) if shown.key == key), None)
    if found is None:
        raise NotFound
    return found


def _choices(request: CustomerRequest, *, at: datetime) -> list[Shown]:
    language = spoken()
    return [_shown(choice, language) for choice in choices_for(request.customer.pk, at=at)]


def _shown(choice: Choice, language: str) -> Shown:
    reward = choice.offer.reward
    why = why_not(choice.why, choice.offer.terms) if choice.why else ""
    return Shown(choice=choice, name=reward.named(language), about=reward.described(language), why=why)


def _refused(request: CustomerRequest, key: str, no: Refused, *, at: datetime) -> HttpResponse:
    """On the reward's page as it stands now; where it is offered no more, on the catalogue."""
    found = next((shown for shown in _choices(request, at=at) if shown.key == key), None)
    if found is None:
        return _catalogue(request, at=at, wrong=said(no), status=no.status)
    # What stands in the way is on the page by itself; what was another reason is said here.
    wrong = "" if found.why or found.choice.missing else said(no)
    return _page(request, found, at=at, wrong=wrong, status=no.status)


def _page(request: CustomerRequest, shown: Shown, *, at: datetime, wrong: str = "", status: int = 200) -> HttpResponse:
    offer, available = shown.choice.offer, balances(request.customer.pk, at=at).available
    form = PressForm(initial={"key": uuid4(), "points": offer.terms.points})
    context = {"shown": shown, "offer": offer, "wrong": wrong, "form": form}
    context |= {"available": available, "after": available - offer.terms.points}
    return render(request, "portal/me/points/reward.html", context, status=status)


def _catalogue(request: CustomerRequest, *, at: datetime, wrong: str = "", status: int = 200) -> HttpResponse:
    customer_id, language = request.customer.pk, spoken()
    context: dict[str, Any] = {
        "available": balances(customer_id, at=at).available,
        "belongs": is_member(customer_id),
        "choices": _choices(request, at=at),
        "had": [(row, row.reward.named(language)) for row in redemptions_of(customer_id)[:SHOWN]],
        "wrong": wrong,
    }
    return render(request, "portal/me/points/rewards.html", context, status=status)
