"""Writing the prices of a granted change set: three statements for all its rows, however many."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from upgrade_program.catalog.models import PriceChangeSet

Sides = dict[str, object]

# What a row's price ends: the running one, or a planned one that begins at the same instant.
_SAME_DEVICE = """
      FROM catalog_pricechange c
     WHERE c.change_set_id = %(set)s AND p.model_id = c.model_id AND coalesce(p.variant_id, 0) = coalesce(c.variant_id, 0)
       AND p.withdrawn_at IS NULL AND p.valid @> %(from)s
"""
_WITHDRAW = f"UPDATE catalog_planprice p SET withdrawn_at = %(at)s {_SAME_DEVICE} AND lower(p.valid) = %(from)s"  # noqa: S608  (constants only)
_CLOSE = f"UPDATE catalog_planprice p SET valid = tstzrange(lower(p.valid), %(from)s) {_SAME_DEVICE} AND lower(p.valid) < %(from)s"  # noqa: S608  (constants only)
_OPEN = """
    INSERT INTO catalog_planprice (model_id, variant_id, amount, valid, set_by_id, set_at, reason, change_id)
    SELECT c.model_id, c.variant_id, c.amount, tstzrange(s.from_at, NULL), s.made_by_id, %(at)s, s.reason, c.id
      FROM catalog_pricechange c JOIN catalog_pricechangeset s ON s.id = c.change_set_id
     WHERE s.id = %(set)s ORDER BY c.id
"""
_SIDES = """
    SELECT CASE WHEN c.variant_id IS NULL THEN 'model:' || c.model_id ELSE 'variant:' || c.variant_id END, seen.amount, c.amount
      FROM catalog_pricechange c LEFT JOIN catalog_planprice seen ON seen.id = c.seen_id
     WHERE c.change_set_id = %(set)s ORDER BY c.id
"""


def write_prices(change_set: PriceChangeSet, *, at: datetime) -> tuple[Sides, Sides]:
    """Close what runs, withdraw what was planned for that very instant, open the new; inside the caller's transaction and locks.

    Gives the amounts of before and after by device, as the audit row tells them.
    """
    asked: dict[str, Any] = {"set": change_set.pk, "from": change_set.from_at, "at": at}
    with connection.cursor() as cursor:
        for statement in (_WITHDRAW, _CLOSE, _OPEN):
            cursor.execute(statement, asked)
        cursor.execute(_SIDES, asked)
        rows = cursor.fetchall()
    before: Sides = {device: None if old is None else str(old) for device, old, _ in rows}
    after: Sides = {device: str(new) for device, _, new in rows}
    return before, after
