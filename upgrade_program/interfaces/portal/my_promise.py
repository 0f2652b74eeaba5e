"""What could lower a plan's value, and what to bring to the store: from the plan's own terms, in the customer's words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from upgrade_program.buyback.queries import wording_now
from upgrade_program.buyback.wording import Wording
from upgrade_program.kernel.money import percent_of, round_rupee
from upgrade_program.plans.models import Plan
from upgrade_program.plans.terms import Valuation


@dataclass(frozen=True, slots=True)
class Fault:
    """How a fault looks, the per cent it takes off, and the rupees of the value it is reckoned from."""

    looks: str
    percent: int
    rupees: Decimal


@dataclass(frozen=True, slots=True)
class Lowers:
    """One question of the check list: its title, how it looks without a fault, and the faults that take something off."""

    title: str
    free: str
    faults: list[Fault]


def wording_for(plan: Plan) -> Wording:
    """Check list and gates in the words of the plan's own terms."""
    return Wording.kept(wording_now(plan.terms_id))


def lowers_of(plan: Plan, value: Valuation, *, wording: Wording, language: str) -> tuple[list[Lowers], Decimal]:
    """Every question of the plan's check list, and the rupees that the faults are reckoned from.

    That is today's value, or the first tier's while the plan waits for it. Per cent are the plan's own, frozen at its sale.
    """
    reckoned_from = value.assured or (value.next.assured if value.next else Decimal(0))
    questions = []
    for check in plan.promise.terms.checks:
        point = wording.check(check.key)
        faults = [
            Fault(looks=point.says(how, language), percent=percent, rupees=round_rupee(percent_of(reckoned_from, percent)))
            for how, percent in (("minor", check.minor), ("major", check.major))
            if percent
        ]
        if faults:
            questions.append(Lowers(title=point.says("title", language), free=point.says("none", language), faults=faults))
    return questions, reckoned_from


def must_be_so(wording: Wording, *, language: str) -> list[str]:
    """The gates by their titles: what must be so before anything is paid."""
    return [gate.says("title", language) for gate in wording.gates]
