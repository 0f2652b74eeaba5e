"""What the counter's home page shows: the store's figures, and the plans that fall soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import Figures, falling_between, figures_of

__all__ = ["Fall", "Figures", "falls_of", "figures_of"]


@dataclass(frozen=True, slots=True)
class Fall:
    """A plan that falls soon: `now` rupees through `last_day`, then `then` (0 when it ends); `loss` is the step down, below zero."""

    plan: Plan
    last_day: date
    days_left: int
    now: Decimal
    then: Decimal

    @property
    def loss(self) -> Decimal:
        return self.then - self.now


def falls_of(actor: Actor, *, on: date, days: int) -> list[Fall]:
    """The actor's plans that fall within `days` days, soonest first."""
    return [
        Fall(plan=row.plan, last_day=row.last_day, days_left=(row.last_day - on).days, now=row.now, then=row.then)
        for row in falling_between(actor, on=on, days=days)
    ]
