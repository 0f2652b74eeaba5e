"""Prices as they stood at any instant: rows never change but for their end, so the past is read from the same table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from stores.clock import local_day
from upgrade_program.catalog.models import PlanPrice, Srp


@dataclass(frozen=True, slots=True)
class PastPrice:
    """A price that was in force at the instant, with the smallest SRP of its device on that day, and what is in force at another one."""

    price: PlanPrice
    srp: Decimal | None
    now: Decimal | None

    @property
    def device(self) -> str:
        """The model, or the one variant that has a price of its own."""
        return str(self.price.variant) if self.price.variant else self.price.model.name


def prices_at(instant: datetime, *, now: datetime) -> list[PastPrice]:
    """Every price in force at an instant, by the device's name, in three statements. A price withdrawn before it began never was."""
    rows = PlanPrice.objects.filter(valid__contains=instant, withdrawn_at__isnull=True)
    today: dict[tuple[int, int | None], Decimal] = {
        (model, variant): amount
        for model, variant, amount in PlanPrice.objects.filter(valid__contains=now, withdrawn_at__isnull=True).values_list(
            "model_id", "variant_id", "amount"
        )
    }
    srps: dict[tuple[int, int | None], Decimal] = {}
    for model, variant, amount in Srp.objects.filter(valid__contains=local_day(instant)).values_list(
        "variant__model_id", "variant_id", "amount"
    ):
        srps[model, variant] = amount
        srps[model, None] = min(amount, srps.get((model, None), amount))
    found = rows.select_related("model", "variant__model", "set_by", "change").order_by("model__name", "variant_id", "id")
    return [PastPrice(row, srps.get((row.model_id, row.variant_id)), today.get((row.model_id, row.variant_id))) for row in found]
