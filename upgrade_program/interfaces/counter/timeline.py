"""What happened to a plan, newest first: its audit rows in words, and the days on which its value rose and fell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stores.clock import STORE_TIME, local_day, start_of_day
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.ui.figures import moment
from upgrade_program.interfaces.counter.claim.timeline import claim_words, token_words
from upgrade_program.interfaces.counter.language import day_text
from upgrade_program.interfaces.counter.life_timeline import life_words
from upgrade_program.kernel.wording import rupees_text
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import history_of
from upgrade_program.plans.terms import tier_table

_GROUNDS = {
    "free_look": gettext_lazy("free look"),
    "phone_returned": gettext_lazy("phone returned"),
    "store_error": gettext_lazy("mistake of the store"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: icon and tone for the dot, what, and when by whom; `at` puts them in order."""

    at: datetime
    icon: str
    tone: str
    what: str
    when: str


def timeline_of(plan: Plan, *, on: date) -> list[Event]:
    """Everything that happened to the plan through a day, newest first; one query, the names of staff in it."""
    events = [*(_event(row, plan) for row in history_of(plan)), *_days(plan, on=on)]
    return sorted(events, key=lambda event: event.at, reverse=True)


def _event(row: AuditRow, plan: Plan) -> Event:
    icon, tone, what = _words(row, plan)
    by = getattr(row, "actor_name", None) or _("by itself")
    where = f", {plan.store.code}" if row.store_id == plan.store_id else ""
    reason = f" · {row.reason}" if row.reason else ""
    return Event(at=row.at, icon=icon, tone=tone, what=what, when=f"{moment(row.at.astimezone(STORE_TIME))} · {by}{where}{reason}")


def _words(row: AuditRow, plan: Plan) -> tuple[str, str, str]:
    facts: dict[str, Any] = row.after or {}
    match row.verb:
        case "plan.sold":
            return (
                "document-check",
                "good",
                _("Plan sold, %(price)s, invoice %(invoice)s") % {"price": rupees_text(plan.price), "invoice": facts.get("invoice")},
            )
        case "plan.reserved":
            return "clock", "warn", _("Sale waits for its UPI payment, %(price)s") % {"price": rupees_text(plan.price)}
        case "plan.paid":
            return "document-check", "good", _("Paid, invoice %(invoice)s") % {"invoice": facts.get("invoice")}
        case "plan.cancelled":
            ground = _GROUNDS.get(str(facts.get("ground")))
            note = _(", credit note %(credit_note)s") % {"credit_note": facts["credit_note"]} if facts.get("credit_note") else ""
            return "x-circle", "bad", f"{_('Cancelled')}{f' ({ground})' if ground else ''}{note}"
        case "plan.expired":
            return "no-symbol", "", _("Expired")
        case "plan.link_renewed":
            return "link", "", _("New link for the customer; the old one stopped")
        case "plan.extended":
            return (
                "lock-closed",
                "good",
                _("Extended: %(percent)s %% held through %(through)s")
                % {"percent": facts.get("percent"), "through": _day(facts.get("through"))},
            )
        case verb if verb.startswith("claim."):
            return claim_words(verb, before=row.before or {}, facts=facts)
        case verb if verb.startswith("token."):
            return token_words(verb, facts)
        case verb if words := life_words(verb, facts):
            return words
        case verb:
            return "information-circle", "info", verb.removeprefix("plan.").replace("_", " ").capitalize()


def _day(written: object) -> str:
    return day_text(date.fromisoformat(str(written))) if written else ""


def _days(plan: Plan, *, on: date) -> list[Event]:
    """The days on which the promise gave something for the first time, or less, while the plan lived."""
    if plan.activated_at is None:
        return []
    through = min(on, local_day(plan.ended_at)) if plan.ended_at else on
    events = []
    for place, tier in enumerate(tier_table(plan.promise.terms, bill_date=plan.bill_date, base=plan.base)):
        if tier.start <= through:
            what = (
                _("First tier opened: %(value)s") % {"value": rupees_text(tier.value)}
                if place == 0
                else _("Value fell to %(value)s") % {"value": rupees_text(tier.value)}
            )
            events.append(_on(tier.start, "arrow-up-right" if place == 0 else "arrow-down-right", "good" if place == 0 else "", what))
    return events


def _on(day: date, icon: str, tone: str, what: str) -> Event:
    return Event(at=start_of_day(day), icon=icon, tone=tone, what=what, when=day_text(day))
