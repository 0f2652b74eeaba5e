"""What a store counts: its day, its month and its standing plans, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum

from stores.clock import start_of_day
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.money import ZERO
from upgrade_program.plans.enums import Status
from upgrade_program.plans.queries.plans import for_actor


@dataclass(frozen=True, slots=True)
class Figures:
    """Plans paid today and this month with their money in rupees (cancelled ones taken out), plans that live, payments waited for."""

    sold_today: int
    money_today: Decimal
    sold_this_month: int
    money_this_month: Decimal
    active: int
    giving: int
    pending: int


def figures_of(actor: Actor, *, on: date) -> Figures:
    """The figures of the actor's store on a day. Dates decide which plans give something, whatever a late job has not recorded."""
    kept = ~Q(status=Status.CANCELLED)
    today = kept & Q(activated_at__gte=start_of_day(on))
    month = kept & Q(activated_at__gte=start_of_day(on.replace(day=1)))
    active = Q(status=Status.ACTIVE) & (Q(expires_on__gte=on) | Q(held_until__gte=on))
    row = (
        for_actor(actor)
        .order_by()
        .aggregate(
            sold_today=Count("pk", filter=today),
            money_today=Sum("price", filter=today),
            sold_this_month=Count("pk", filter=month),
            money_this_month=Sum("price", filter=month),
            active=Count("pk", filter=active),
            giving=Count("pk", filter=active & (Q(first_tier_on__lte=on) | Q(held_until__gte=on))),
            pending=Count("pk", filter=Q(status=Status.PENDING)),
        )
    )
    return Figures(**{**row, "money_today": row["money_today"] or ZERO, "money_this_month": row["money_this_month"] or ZERO})
