"""Requests for approval as the desk shows them: what is asked, in rupees and days, about which claim or plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from upgrade_program.buyback.models import Claim
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.queries import may_decide
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.wording import day_text, rupees_text
from upgrade_program.plans.models import Plan

KINDS = {"claim.override": "Waive deductions", "plan.extension": "Hold a tier past its day", "plan.swap": "Warranty exchange"}


@dataclass(frozen=True, slots=True)
class Row:
    """One request: `about` names the claim or plan behind `href`."""

    asked: Approval
    title: str
    what: str
    about: str
    href: str
    may_decide: bool


def rows_of(approvals: Iterable[Approval], *, actor: Actor) -> list[Row]:
    """The requests with what they are about, in two queries for all of them."""
    asked = list(approvals)
    claims = Claim.objects.select_related("plan").in_bulk(_ids(asked, "claim:"))
    plans = Plan.objects.in_bulk(_ids(asked, "plan:"))
    return [_row(one, claims=claims, plans=plans, actor=actor) for one in asked]


def _ids(asked: list[Approval], noun: str) -> list[int]:
    return [int(one.subject.removeprefix(noun)) for one in asked if one.subject.startswith(noun)]


def _row(asked: Approval, *, claims: dict[int, Claim], plans: dict[int, Plan], actor: Actor) -> Row:
    noun, _, key = asked.subject.partition(":")
    about, href = "", ""
    if noun == "claim" and (claim := claims.get(int(key))):
        about, href = f"Claim {claim.written}, {claim.plan.device}", reverse("counter:claim", args=[claim.number])
    elif noun == "plan" and (plan := plans.get(int(key))):
        about, href = f"Plan {plan.written}, {plan.device}", reverse("counter:plan", args=[plan.number])
    title = KINDS.get(asked.kind, asked.kind)
    return Row(asked=asked, title=title, what=_what(asked.kind, asked.facts), about=about, href=href, may_decide=may_decide(actor, asked))


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
        case _:
            return ""
