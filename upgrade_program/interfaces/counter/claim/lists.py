"""The list of claims: search, filter, order, all in the address except what must never stand there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from upgrade_program.buyback.enums import State
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.queries import for_actor, going_on, search_claims, with_state
from upgrade_program.interfaces.counter.claim.words import STATE_WORDS
from upgrade_program.interfaces.counter.lists import PlanFilter
from upgrade_program.kernel.actor import Actor

_ORDERS = {
    "": (gettext_lazy("Newest first"), ["-id"]),
    "oldest": (gettext_lazy("Oldest first"), ["id"]),
    "held": (gettext_lazy("Held shortest"), ["held_through", "-id"]),
    "name": (gettext_lazy("Customer's name"), ["plan__customer_name", "-id"]),
    "device": (gettext_lazy("Phone"), ["plan__device", "-id"]),
}


class ClaimFilter(PlanFilter):
    """What narrows the list. An IMEI or a mobile has no place here, as in the list of plans."""

    field_order = ("q", "status", "sort")
    status = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[
            ("", gettext_lazy("Every state")),
            ("goes_on", gettext_lazy("Going on")),
            *((state.value, words) for state, words in STATE_WORDS.items()),
        ],
    )
    sort = forms.ChoiceField(label=gettext_lazy("Order"), required=False, choices=[(key, words) for key, (words, _) in _ORDERS.items()])

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["q"].widget.attrs["placeholder"] = _("Phone, name, claim or plan number")


@dataclass(frozen=True, slots=True)
class Row:
    """A claim in the list with its state on the day: dates decide."""

    claim: Claim
    state: str


def claims_listed(actor: Actor, wanted: ClaimFilter, *, on: date) -> QuerySet[Claim]:
    """The actor's claims as the filter wants them; a filter that cannot be read gives none."""
    claims = for_actor(actor)
    if not wanted.is_valid():
        return claims.none()
    status = wanted.cleaned_data["status"]
    if status == "goes_on":
        claims = going_on(claims, on=on)
    elif status:
        claims = with_state(claims, State(status), on=on)
    if wanted.cleaned_data["q"]:
        claims = search_claims(claims, wanted.cleaned_data["q"])
    return claims.order_by(*_ORDERS[wanted.cleaned_data["sort"]][1])


def stated(claims: list[Claim], *, on: date) -> list[Row]:
    return [Row(each, State.LAPSED.value if each.is_open and each.held_through < on else each.state) for each in claims]
