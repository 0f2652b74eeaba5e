"""What a change set of prices would do: each price before and after, and in rupees at the sales of the last thirty days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection

from stores.models import Store
from upgrade_program.catalog.models import PriceChangeSet
from upgrade_program.kernel.money import ZERO

MONTH = timedelta(days=30)

# Plans by variant first: a row of a model takes those of its variants that have no price of their own.
_ROWS = """
    WITH sold AS (
        SELECT variant_id, count(*) AS plans FROM plans_plan
         WHERE sold_at >= %(since)s AND sold_at < %(at)s AND status <> 'cancelled' GROUP BY variant_id)
    SELECT m.name || coalesce(' ' || v.ram_gb || '/' || v.storage_gb, ''), seen.amount, c.amount,
           coalesce((SELECT sum(sold.plans) FROM sold JOIN catalog_variant one ON one.id = sold.variant_id
                      WHERE one.model_id = c.model_id
                        AND CASE WHEN c.variant_id IS NULL
                                 THEN NOT EXISTS (SELECT 1 FROM catalog_planprice own WHERE own.model_id = c.model_id
                                                     AND own.variant_id = one.id AND own.withdrawn_at IS NULL AND own.valid @> s.from_at)
                                 ELSE one.id = c.variant_id END), 0)::int
      FROM catalog_pricechange c
      JOIN catalog_pricechangeset s ON s.id = c.change_set_id
      JOIN catalog_devicemodel m ON m.id = c.model_id
      LEFT JOIN catalog_variant v ON v.id = c.variant_id
      LEFT JOIN catalog_planprice seen ON seen.id = c.seen_id
     WHERE c.change_set_id = %(set)s
     ORDER BY c.id
"""


@dataclass(frozen=True, slots=True)
class EffectRow:
    """One device: rupees before (None: no price yet) and after, and how many plans were sold on it in the thirty days."""

    device: str
    old: Decimal | None
    new: Decimal
    sold: int

    @property
    def change(self) -> Decimal | None:
        return None if self.old is None else self.new - self.old

    @property
    def effect(self) -> Decimal:
        """What the same sales would have brought more (or less); nothing where no plan could be sold before."""
        return (self.change or ZERO) * self.sold

    @property
    def stands_out(self) -> bool:
        """Whether the price moves by a quarter or more."""
        return self.old is not None and abs(self.new - self.old) * 4 >= self.old


@dataclass(frozen=True, slots=True)
class Effect:
    """The rows, in the order they were typed; `stores` are those open now, which all sell at the new prices."""

    rows: list[EffectRow]
    stores: int

    @property
    def sold(self) -> int:
        return sum(row.sold for row in self.rows)

    @property
    def total(self) -> Decimal:
        return sum((row.effect for row in self.rows), ZERO)


def effect_of(change_set: PriceChangeSet, *, at: datetime) -> Effect:
    """The effect at the sales of the thirty days before `at` (cancelled ones left out), in two statements for any number of rows."""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, {"set": change_set.pk, "since": at - MONTH, "at": at})
        rows = [EffectRow(*row) for row in cursor.fetchall()]
    return Effect(rows, Store.objects.filter(is_open=True).count())
