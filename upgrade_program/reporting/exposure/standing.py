"""What the brand owes if everybody came on one day: in all, by tier, by store, model and bill month, and month by month ahead.

Every question reads the rollup alone. Days are days in Asia/Kolkata, amounts rupees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from upgrade_program.kernel.money import ZERO
from upgrade_program.kernel.months import anniversary
from upgrade_program.reporting.enums import Axis
from upgrade_program.reporting.models import ExposureRun, RedemptionShare

SOON = timedelta(days=30)
PAGE = 50  # rows of a table
ENOUGH = 100  # plans that must have left a tier before their share says anything

_TIERS = """
    SELECT axis, tier, coalesce(sum(entered - gone) FILTER (WHERE day <= %(on)s), 0),
           coalesce(sum(gained - lost) FILTER (WHERE day <= %(on)s), 0),
           coalesce(sum(entered) FILTER (WHERE day > %(on)s), 0)
      FROM reporting_exposurestep WHERE axis IN ('month', 'rest') GROUP BY axis, tier ORDER BY axis, tier
"""
_MONTHS = """
    SELECT date_trunc('month', day)::date, sum(lost - gained + opened), sum(gone), sum(opened)
      FROM reporting_exposurestep WHERE axis = 'month' AND day > %(on)s GROUP BY 1 ORDER BY 1
"""
_NAMES = {
    Axis.STORE: "SELECT id, code || ' ' || name FROM stores_store",
    Axis.MODEL: "SELECT id, name FROM catalog_devicemodel",
    Axis.MONTH: "SELECT NULL::bigint, NULL::text WHERE false",
}
_ROWS = """
    WITH owed AS (
        SELECT key, sum(entered - gone) AS plans, sum(gained - lost) AS owed
          FROM reporting_exposurestep WHERE axis = %(axis)s AND day <= %(on)s GROUP BY key HAVING sum(entered - gone) > 0),
    named AS (
        SELECT owed.*, coalesce(known.name, '') AS name, count(*) OVER () AS rows, sum(owed) OVER () AS whole
          FROM owed LEFT JOIN ({names}) AS known (id, name) ON known.id = owed.key),
    page AS (SELECT * FROM named {order} LIMIT %(limit)s OFFSET %(offset)s)
    SELECT page.key, page.name, page.plans, page.owed, soon.falls, soon.less, page.rows, page.whole
      FROM page CROSS JOIN LATERAL (
           SELECT coalesce(sum(gone), 0) AS falls, coalesce(sum(lost - gained + opened), 0) AS less FROM reporting_exposurestep step
            WHERE step.axis = %(axis)s AND step.key = page.key AND step.day > %(on)s AND step.day <= %(soon)s) AS soon
     {order}
"""
_ORDER = {axis: "ORDER BY key DESC" if axis is Axis.MONTH else "ORDER BY owed DESC, key" for axis in Axis}


@dataclass(frozen=True, slots=True)
class TierRow:
    """One tier: the plans in it and what they are owed; `share` of those that reached it before were redeemed in it, None: too few."""

    tier: int
    plans: int
    owed: Decimal
    reached: int
    redeemed: int

    @property
    def share(self) -> Decimal | None:
        return Decimal(self.redeemed) / self.reached if self.reached >= ENOUGH else None

    @property
    def percent(self) -> Decimal | None:
        return None if self.share is None else (self.share * 100).quantize(Decimal("0.1"))

    @property
    def expected_plans(self) -> int | None:
        return None if self.share is None else int((self.share * self.plans).to_integral_value())

    @property
    def expected(self) -> Decimal | None:
        return None if self.share is None else (self.share * self.owed).quantize(Decimal(1))


@dataclass(frozen=True, slots=True)
class Ahead:
    """A month to come: how many falls, how much less is owed by them, how much begins, and what is left at its end of today's plans."""

    month: date
    falls: int
    less: Decimal
    begins: Decimal
    left: Decimal


@dataclass(frozen=True, slots=True)
class Standing:
    """A day: what is owed on it to plans that give something, those that wait, and the suspended ones with what they would give."""

    on: date
    run: ExposureRun | None
    tiers: list[TierRow]
    waiting: int
    resting: int
    resting_owed: Decimal
    months: list[Ahead]

    @property
    def plans(self) -> int:
        return sum(row.plans for row in self.tiers)

    @property
    def owed(self) -> Decimal:
        return sum((row.owed for row in self.tiers), ZERO)

    @property
    def is_empty(self) -> bool:
        return not (self.plans or self.waiting or self.resting)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One store, model or bill month: plans that give something, rupees owed, and the falls of the next thirty days."""

    key: int
    name: str
    plans: int
    owed: Decimal
    falls: int
    less: Decimal

    @property
    def month(self) -> date:
        """Of a bill month: its first day."""
        return date(self.key // 100, self.key % 100, 1)


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of them, how many there are in all, and what they owe together."""

    rows: list[KeyRow]
    count: int
    owed: Decimal


def standing(*, on: date) -> Standing:
    """Everything but the tables, in four statements; `run` is None, and all is nothing, until all plans were counted once."""
    run = ExposureRun.objects.filter(built_at__isnull=False).first()
    shares = {row.tier: row for row in RedemptionShare.objects.all()}
    tiers, waiting, resting, resting_owed = [], 0, 0, ZERO
    for axis, tier, plans, owed, later in _asked(_TIERS, on=on):
        if axis == Axis.REST:
            resting, resting_owed = resting + int(plans), resting_owed + owed
            continue
        share = shares.get(tier)
        tiers.append(TierRow(tier, int(plans), owed, share.reached if share else 0, share.redeemed if share else 0))
        waiting += int(later) if tier == 1 else 0
    owed_now = sum((row.owed for row in tiers), ZERO)
    return Standing(on, run, tiers, waiting, resting, resting_owed, _ahead(owed_now, on=on))


def _ahead(owed: Decimal, *, on: date) -> list[Ahead]:
    """Every month from that of `on` to the last fall, those without one too."""
    found = {month: (int(falls), less, begins) for month, less, falls, begins in _asked(_MONTHS, on=on)}
    rows: list[Ahead] = []
    month = on.replace(day=1)
    while found and month <= max(found):
        falls, less, begins = found.get(month, (0, ZERO, ZERO))
        owed += begins - less
        rows.append(Ahead(month, falls, less, begins, owed))
        month = anniversary(month, 1)
    return rows


def rows_by(axis: Axis, *, on: date, page: int = 1) -> Rows:
    """The stores or models that are owed most, or the bill months, newest first; one statement."""
    sql = _ROWS.format(names=_NAMES[axis], order=_ORDER[axis])
    found = _asked(sql, axis=axis.value, on=on, soon=on + SOON, limit=PAGE, offset=(page - 1) * PAGE)
    rows = [KeyRow(key, name, int(plans), owed, int(falls), less) for key, name, plans, owed, falls, less, _, _ in found]
    return Rows(rows, found[0][-2] if found else 0, found[0][-1] if found else ZERO)


def owed_by_models(models: Sequence[int], *, on: date) -> dict[int, Decimal]:
    """What is owed on a day to the plans of each of these models."""
    sql = """SELECT key, sum(gained - lost) FROM reporting_exposurestep
              WHERE axis = 'model' AND key = ANY(%(models)s) AND day <= %(on)s GROUP BY key"""
    return dict(_asked(sql, models=list(models), on=on))


def _asked(sql: str, **asked: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return list(cursor.fetchall())
