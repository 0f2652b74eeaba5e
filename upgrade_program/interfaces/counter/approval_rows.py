"""Requests for approval as the desk shows them: what is asked, in rupees and days, about which claim or plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from django.urls import reverse

from stores.clock import STORE_TIME
from stores.models import Store
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.services.overriding import OVERRIDE
from upgrade_program.foundation.approvals.enums import State
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.queries import may_decide
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.wording import MINUS, day_text, rupees_text
from upgrade_program.plans.models import Plan
from upgrade_program.reporting.request_words import KINDS


@dataclass(frozen=True, slots=True)
class Row:
    """One request: `about` names the claim or plan behind `href`; `store` is the code of where it was asked, for those above the stores."""

    asked: Approval
    title: str
    what: str
    about: str
    href: str
    may_decide: bool
    store: str


def rows_of(approvals: Iterable[Approval], *, actor: Actor) -> list[Row]:
    """The requests with what they are about, in two queries for all of them; those above the stores also read where, in a third."""
    asked = list(approvals)
    claims = Claim.objects.select_related("plan").in_bulk(_ids(asked, "claim:"))
    plans = Plan.objects.in_bulk(_ids(asked, "plan:"))
    stores = dict(Store.objects.values_list("pk", "code").filter(pk__in={one.store_id for one in asked})) if actor.sees_all_stores else {}
    return [_row(one, claims=claims, plans=plans, code=stores.get(one.store_id or 0, ""), actor=actor) for one in asked]


def _ids(asked: list[Approval], noun: str) -> list[int]:
    return [int(one.subject.removeprefix(noun)) for one in asked if one.subject.startswith(noun)]


def _row(asked: Approval, *, claims: dict[int, Claim], plans: dict[int, Plan], code: str, actor: Actor) -> Row:
    noun, _, key = asked.subject.partition(":")
    about, href, what = "", "", _what(asked.kind, asked.facts)
    if noun == "claim" and (claim := claims.get(int(key))):
        about, href = f"Claim {claim.written}, {claim.plan.device}", reverse("counter:claim", args=[claim.number])
        what += f"; a manager may waive {rupees_text(waivable(claim))}" if asked.kind == OVERRIDE else ""
    elif noun == "plan" and (plan := plans.get(int(key))):
        about, href = f"Plan {plan.written}, {plan.device}", reverse("counter:plan", args=[plan.number])
    elif noun == "customer":
        about, href = _person(asked, int(key))
    elif noun == "draft" and actor.sees_all_stores:
        about, href = "The draft and what it would have given", reverse("admin:programme_draft_change", args=[int(key)])
    elif noun == "prices":
        about, href = f"Change set {key}", reverse("admin:price_change", args=[int(key)])
    elif noun == "staff" and actor.sees_all_stores:
        about, href = "This person", reverse("admin:stores_staffuser_change", args=[asked.facts["staff"]])
    elif noun == "terms_draft" and actor.sees_all_stores:
        about, href = "The draft and what it would have promised", reverse("admin:terms_draft", args=[int(key)])
    elif noun == "tax_draft" and actor.sees_all_stores:
        about, href = "The draft and what it would have taxed", reverse("admin:tax_draft", args=[int(key)])
    elif noun == "stop":
        about, href = "Stops of selling", reverse("admin:selling_stops")
    title = KINDS.get(asked.kind, asked.kind)
    return Row(asked=asked, title=title, what=what, about=about, href=href, may_decide=may_decide(actor, asked), store=code)


def _person(asked: Approval, customer_id: int) -> tuple[str, str]:
    """What leads to a person; an erasure that was granted leads nowhere any more."""
    if asked.kind != "customer.erasure":
        return "This member's points", reverse("counter:member", args=[customer_id])
    if asked.state == State.GRANTED:
        return "A person who was erased", ""
    return "This person, and what goes and stays", reverse("counter:member_erase", args=[customer_id])


def waivable(claim: Claim) -> Decimal:
    """The whole rupees that a manager may waive of a claim, by the plan's frozen terms."""
    return claim.plan.promise.terms.limits.override_at_most(claim.assured).to_integral_value(ROUND_FLOOR)


def _what(kind: str, facts: dict[str, Any]) -> str:
    match kind:
        case "claim.override":
            amount, deducted, assured = (Decimal(facts[name]) for name in ("amount", "deducted", "assured"))
            share = (amount * 100 / assured).quantize(Decimal("0.1"))
            return f"{rupees_text(amount)} of {rupees_text(deducted)} deducted, {share} % of {rupees_text(assured)}"
        case "plan.extension":
            last, through = (day_text(date.fromisoformat(facts[name])) for name in ("last", "through"))
            return f"{facts['percent']} % through {through}; its last day was {last}"
        case "plan.swap":
            return f"IMEI ending {facts['old_last4']} becomes {facts['new_last4']}, paper {facts['document']} of {facts['service_centre']}"
        case "points.adjustment":
            return f"{facts['points']:+,} points".replace("-", MINUS)
        case "customer.erasure":
            return "Name, mobile and messages go; tax documents stay. It cannot be undone"
        case "points.merge":
            return "All points and debts go over to the other membership"
        case "programme.version":
            return f"{facts['part'].capitalize()} from {day_text(date.fromisoformat(facts['from']))}"
        case "terms.version":
            return f"From {day_text(date.fromisoformat(facts['from']))}, for plans on phones billed from then on"
        case "tax.rule":
            return f"From {day_text(date.fromisoformat(facts['from']))}, for what is billed from then on"
        case "prices.change":
            begins = datetime.fromisoformat(facts["from"]).astimezone(STORE_TIME)
            return f"{facts['rows']} {'price' if facts['rows'] == 1 else 'prices'} from {day_text(begins.date())}, {begins:%H:%M}"
        case "staff.manager":
            return f"Manager of {facts['store']}, with a second factor"
        case "staff.office":
            return "Prices, terms, stores and staff of the whole network"
        case "stop.lift":
            since = datetime.fromisoformat(facts["since"]).astimezone(STORE_TIME)
            return f"{facts['device']}, stopped since {day_text(since.date())}, {since:%H:%M}"
        case _:
            return ""
