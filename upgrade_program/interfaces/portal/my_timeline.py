"""What has happened to a plan in the customer's words, newest first: no names of staff, no reasons that they noted, no whole IMEI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from stores.clock import local_day, start_of_day
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.wording import rupees_text
from upgrade_program.plans.models import ImeiSwap, Plan
from upgrade_program.plans.queries import history_of
from upgrade_program.plans.terms import DatedTier

_OWN_ACTS = ("claim.", "token.")  # what a customer did with a plan, rather than what became of it


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, on a day; icon and tone are the dot's, `at` puts them in order."""

    at: datetime
    icon: str
    tone: str
    what: str

    @property
    def on(self) -> date:
        return local_day(self.at)


def timeline_of(plan: Plan, *, tiers: list[DatedTier], swaps: list[ImeiSwap], on: date) -> list[Event]:
    """Everything a customer should know of, through a day. Rows of the trail that tell them nothing are left out, and the exchanges and
    reservations of whoever had the plan before them."""
    rows = history_of(plan)
    taken_over = max((place for place, row in enumerate(rows) if row.verb == "plan.transferred"), default=0)
    told = ((row, _said(row, plan)) for place, row in enumerate(rows) if place >= taken_over or not row.verb.startswith(_OWN_ACTS))
    events = [Event(row.at, *words) for row, words in told if words]
    events += [_swapped(swap) for swap in swaps]
    events += _days(plan, tiers, on=on)
    return sorted(events, key=lambda event: event.at, reverse=True)


def _said(row: AuditRow, plan: Plan) -> tuple[str, str, str] | None:
    facts: Mapping[str, Any] = row.after or {}
    price, store = rupees_text(plan.price), plan.store.name
    match row.verb:
        case "plan.sold":
            return "document-check", "good", _("Plan bought for %(price)s at %(store)s") % {"price": price, "store": store}
        case "plan.reserved":
            return (
                "clock",
                "warn",
                _("Plan ordered for %(price)s at %(store)s; its payment was still to come") % {"price": price, "store": store},
            )
        case "plan.paid":
            return "document-check", "good", _("Paid")
        case "plan.cancelled":
            return "x-circle", "bad", _("Cancelled")
        case "plan.expired":
            return "no-symbol", "", _("The plan has ended")
        case "plan.suspended":
            return "pause-circle", "warn", _("The plan rests")
        case "plan.resumed":
            return "play-circle", "good", _("The plan goes on again")
        case "plan.corrected":
            return "pencil-square", "info", _("Mobile or name put right")
        case "plan.transferred":
            return "user", "info", _("Given to another person")
        case "plan.consent_withdrawn":
            return "hand-raised", "", _("You withdrew your consent: no messages about the plan")
        case "plan.consent_given":
            return "check-circle", "good", _("You gave your consent again")
        case "plan.extended":
            return "lock-closed", "good", _("The store holds your value for longer")
        case "claim.opened":
            return "clipboard-document-check", "info", _("Exchange begun, %(rupees)s held for you") % _amount(facts, "assured")
        case "claim.offered":
            return "chat-bubble-left-right", "info", _("The store offered %(rupees)s") % _amount(facts, "payable")
        case "claim.settled":
            return "check-circle", "good", _("%(rupees)s set against your new phone") % _amount(facts, "exchange")
        case "claim.refused":
            return "x-circle", "bad", _("The store could not take the phone (clause %(clause)s)") % {"clause": facts.get("clause")}
        case "claim.declined":
            return "hand-raised", "", _("You kept your phone")
        case "claim.lapsed":
            return "clock", "warn", _("The exchange was not finished in time")
        case "claim.reversed":
            return "arrow-uturn-left", "warn", _("The exchange was taken back")
        case "token.reserved":
            return "lock-closed", "info", _("You held %(rupees)s") % _amount(facts, "assured")
        case "token.given_back":
            return "lock-open", "", _("You gave back what was held")
        case "token.lapsed":
            return "clock", "", _("What you held is held no more")
    return None


def _amount(facts: Mapping[str, Any], name: str) -> dict[str, str]:
    return {"rupees": rupees_text(Decimal(str(facts.get(name) or 0)))}


def _swapped(swap: ImeiSwap) -> Event:
    said = _("Phone exchanged in warranty: IMEI ending %(old)s, now %(new)s") % {"old": swap.old_imei[-4:], "new": swap.new_imei[-4:]}
    return Event(swap.at, "arrows-right-left", "info", said)


def _days(plan: Plan, tiers: list[DatedTier], *, on: date) -> list[Event]:
    """The days on which the promise gave something for the first time, or less, while the plan lived."""
    if plan.activated_at is None:
        return []
    through = min(on, local_day(plan.ended_at)) if plan.ended_at else on
    begun = [tier for tier in tiers if tier.start <= through]
    events = []
    for place, tier in enumerate(begun):
        rupees = {"rupees": rupees_text(tier.value)}
        if place:
            events.append(Event(start_of_day(tier.start), "arrow-down-right", "", _("The value fell to %(rupees)s") % rupees))
        else:
            events.append(Event(start_of_day(tier.start), "arrow-up-right", "good", _("The value began with %(rupees)s") % rupees))
    return events
