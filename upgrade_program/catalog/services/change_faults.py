"""What stands against a change set: each row of it against the prices of now, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection

from stores.clock import STORE_TIME, local_day
from upgrade_program.catalog.bounds import bounds_on
from upgrade_program.catalog.models import PriceChangeSet
from upgrade_program.catalog.queries import eligible_brand
from upgrade_program.catalog.refusals import LaterPriceStands, NotEligible, PriceInThePast, PriceMoved, PriceOutOfBounds, SamePrice
from upgrade_program.drafts.services import NOTICE
from upgrade_program.kernel.errors import Refused, refuse_together
from upgrade_program.kernel.wording import day_text, rupees_text

_ROWS = """
    SELECT CASE WHEN c.variant_id IS NULL THEN 'model:' || c.model_id ELSE 'variant:' || c.variant_id END, m.brand,
           m.name || coalesce(' ' || v.ram_gb || '/' || v.storage_gb, ''), c.amount, c.seen_id, seen.amount, last.id, last.amount,
           lower(last.valid), base.amount
      FROM catalog_pricechange c
      JOIN catalog_devicemodel m ON m.id = c.model_id
      LEFT JOIN catalog_variant v ON v.id = c.variant_id
      LEFT JOIN catalog_planprice seen ON seen.id = c.seen_id
      LEFT JOIN LATERAL (
           SELECT id, amount, valid FROM catalog_planprice p
            WHERE p.model_id = c.model_id AND coalesce(p.variant_id, 0) = coalesce(c.variant_id, 0) AND p.withdrawn_at IS NULL
            ORDER BY p.valid DESC LIMIT 1) last ON true
      LEFT JOIN LATERAL (
           SELECT s.amount FROM catalog_variant one JOIN catalog_srp s ON s.variant_id = one.id AND s.valid @> %(day)s::date
            WHERE one.model_id = c.model_id AND (c.variant_id IS NULL OR one.id = c.variant_id)
            ORDER BY one.ram_gb, one.storage_gb LIMIT 1) base ON true
     WHERE c.change_set_id = %(set)s
     ORDER BY c.id
"""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row, the price its maker saw, the last price of now (running or planned), the SRP of the smallest variant on the day."""

    key: str
    brand: str
    device: str
    amount: Decimal
    seen_id: int | None
    seen: Decimal | None
    last_id: int | None
    last: Decimal | None
    last_from: datetime | None
    srp: Decimal | None


def refuse_faults(change_set: PriceChangeSet, *, at: datetime) -> None:
    """Refuses, all rows together and each at its `field` (`model:12`, `variant:7`), what cannot take effect as it was typed.

    `price_in_the_past` an instant that sales under way would miss; `not_eligible` a brand outside the programme; `price_moved` a price
    that is not the one its maker saw; `later_price_stands`; `same_price`; `price_out_of_bounds` by the bounds of the day it begins.
    """
    if change_set.from_at < at + NOTICE:
        raise PriceInThePast(next_step="Choose an instant at least ten seconds ahead; sales under way keep their price.")
    day = local_day(change_set.from_at)
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, {"set": change_set.pk, "day": day})
        rows = [_Row(*row) for row in cursor.fetchall()]
    refuse_together([no for row in rows if (no := _fault_of(row, change_set))])


def _fault_of(row: _Row, change_set: PriceChangeSet) -> Refused | None:
    if not eligible_brand(row.brand):
        return NotEligible(field=row.key, device=row.device)
    if row.seen_id != row.last_id:
        return PriceMoved(field=row.key, device=row.device, now=_worded(row.last), seen=_worded(row.seen))
    if row.last_from is not None and row.last_from > change_set.from_at:
        return LaterPriceStands(field=row.key, moment=moment(row.last_from))
    if row.last == row.amount:
        return SamePrice(field=row.key, device=row.device, amount=rupees_text(row.amount))
    bounds = bounds_on(local_day(change_set.from_at))
    if row.srp is None or bounds.allow(price=row.amount, srp=row.srp):
        return None
    return PriceOutOfBounds(
        field=row.key,
        amount=rupees_text(row.amount),
        device=row.device,
        percent=(row.amount * 100 / row.srp).quantize(Decimal("0.1")),
        srp=rupees_text(row.srp),
        day=day_text(local_day(change_set.from_at)),
        least=bounds.least,
        most=bounds.most,
    )


def _worded(amount: Decimal | None) -> str:
    return "no price" if amount is None else rupees_text(amount)


def moment(at: datetime) -> str:
    """15 May 2027, 00:00:00, in the store."""
    local = at.astimezone(STORE_TIME)
    return f"{day_text(local.date())}, {local:%H:%M:%S}"
