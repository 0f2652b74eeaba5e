"""Fees billed and not earned yet, and the provision for assured value, as of the end of a day, by store. The method stands in `earning`.

Both are computed out of days that never change (invoice, free look, last day, credit note, settlement, reversal), so a month that is over
gives the same figures whenever it is asked. Plans are read in runs of a hundred thousand, so that no statement comes near its time limit.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from upgrade_program.kernel.money import ZERO, percent_of, round_paisa
from upgrade_program.kernel.months import anniversary
from upgrade_program.reporting.finance.asking import rows
from upgrade_program.reporting.finance.earning import expected_percent
from upgrade_program.reporting.finance.months import Month

RUN = 100_000  # plans in one statement
_STOOD = """s.settled_on <= %({day})s AND (s.reversed_at IS NULL OR (s.reversed_at AT TIME ZONE 'Asia/Kolkata')::date > %({day})s)"""
_LIVES = "i.issued_on <= %({day})s AND (n.issued_on IS NULL OR n.issued_on > %({day})s)"
_DAYS = "greatest(p.expires_on - p.free_look_until, 1)"
_EARNED = f"""CASE WHEN NOT lives_{{day}} THEN 0
                  WHEN p.expires_on <= %({{day}})s OR stands_{{day}} THEN p.taxable
                  ELSE round(p.taxable * least(greatest(%({{day}})s::date - p.free_look_until, 0), {_DAYS}) / {_DAYS}, 2) END"""
# The tiers of a version of the terms never change, and a plan's frozen copy is made of them; so its place among the last days is enough.
_PROMISED = """CASE WHEN lives_{day} AND p.expires_on > %({day})s AND NOT stands_{day}
                    THEN coalesce((SELECT round(p.base * t.percent / 100) FROM tiers t
                                    WHERE t.terms_id = p.terms_id AND t.place = (SELECT count(*) FROM unnest(p.fall_days) f
                                                                                  WHERE f <= %({day})s)), 0)
                    ELSE 0 END"""
_BILLED = "CASE WHEN lives_{day} THEN p.taxable ELSE 0 END"
_LIFE = "CASE WHEN {lives} THEN i.taxable ELSE 0 END"


def _at(part: str, day: str) -> str:
    return part.replace("{lives}", _LIVES).replace("{day}", day)


# A plan's papers and settlements are looked up once, by their keys: joined as tables (OFFSET 0 forbids it), each run would read them whole.
_PLANS = f"""
    WITH tiers AS (SELECT terms_id, percent, row_number() OVER (PARTITION BY terms_id ORDER BY after) - 1 AS place FROM plans_termstier),
    plan AS MATERIALIZED (
        SELECT p.store_id, p.base, p.terms_id, p.fall_days, p.expires_on, p.free_look_until, i.taxable,
               {_at(_LIVES, "before")} AS lives_before, {_at(_LIVES, "last")} AS lives_last,
               coalesce(s.before, false) AS stands_before, coalesce(s.last, false) AS stands_last
          FROM plans_plan p
         CROSS JOIN LATERAL (SELECT taxable, issued_on FROM billing_taxdocument WHERE id = p.invoice_id OFFSET 0) i
         CROSS JOIN LATERAL (SELECT (SELECT issued_on FROM billing_taxdocument WHERE id = p.credit_note_id) AS issued_on OFFSET 0) n
         CROSS JOIN LATERAL (SELECT bool_or({_at(_STOOD, "before")}) AS before, bool_or({_at(_STOOD, "last")}) AS last
                               FROM buyback_settlement s WHERE s.plan_id = p.id) s
         WHERE p.id > %(after)s AND p.id <= %(through)s AND (p.expires_on > %(before)s OR n.issued_on > %(before)s)),
    standing AS (
        SELECT p.store_id, {_at(_BILLED, "before")} AS billed_before, {_at(_EARNED, "before")} AS earned_before,
               {_at(_BILLED, "last")} AS billed, {_at(_EARNED, "last")} AS earned,
               {_at(_PROMISED, "before")} AS promised_before, {_at(_PROMISED, "last")} AS promised
          FROM plan p)
    SELECT store_id, sum(billed_before - earned_before), sum(billed - earned), sum(earned - earned_before),
           sum(promised_before), sum(promised)
      FROM standing GROUP BY store_id
"""  # noqa: S608  built of these very words
_GONE = """CASE WHEN NOT ({lives}) THEN 0
                ELSE round(i.taxable * least(greatest(%({day})s::date - lower(m.days) + 1, 0), upper(m.days) - lower(m.days))
                           / (upper(m.days) - lower(m.days)), 2) END"""
_MEMBERSHIPS = f"""
    WITH standing AS (
        SELECT i.store_id, {_at(_LIFE, "before")} AS billed_before, {_at(_GONE, "before")} AS earned_before,
               {_at(_LIFE, "last")} AS billed, {_at(_GONE, "last")} AS earned
          FROM programme_membership m JOIN billing_collection c ON c.bill = 'membership:' || m.id
          JOIN billing_taxdocument i ON i.collection_id = c.id AND i.kind = 'invoice'
          LEFT JOIN billing_taxdocument n ON n.credits_id = i.id
         WHERE upper(m.days) > %(before)s)
    SELECT store_id, sum(billed_before - earned_before), sum(billed - earned), sum(earned - earned_before) FROM standing GROUP BY store_id
"""  # noqa: S608  built of these very words
# Redeemed by the end of the day, of the plans whose last day lies in the twelve months up to it and that were not cancelled.
_PAST = f"""
    SELECT count(*), count(*) FILTER (
               WHERE EXISTS (SELECT FROM buyback_settlement s WHERE s.plan_id = p.id AND {_at(_STOOD, "day")}))
      FROM plans_plan p
     WHERE p.expires_on > %(since)s AND p.expires_on <= %(day)s AND p.invoice_id IS NOT NULL AND p.credit_note_id IS NULL
"""  # noqa: S608  built of these very words


@dataclass(frozen=True, slots=True)
class Earnings:
    """Fees without tax of one kind in a month: deferred at its beginning and end, and earned in it; below zero more was taken back."""

    opening: Decimal = ZERO
    closing: Decimal = ZERO
    earned: Decimal = ZERO

    def __add__(self, other: Earnings) -> Earnings:
        return Earnings(self.opening + other.opening, self.closing + other.closing, self.earned + other.earned)

    @property
    def billed(self) -> Decimal:
        """Invoiced less credited in the month, by the plans themselves: opening + billed − earned = closing."""
        return self.closing - self.opening + self.earned


@dataclass(frozen=True, slots=True)
class Expected:
    """How many plans' days were over in the past twelve months, how many of them were redeemed, and the share expected in per cent."""

    ended: int
    redeemed: int

    @property
    def percent(self) -> Decimal:
        return expected_percent(ended=self.ended, redeemed=self.redeemed)


@dataclass(frozen=True, slots=True)
class Provision:
    """What live plans can cost at most (`promised`), and the share of it that is expected, at a month's beginning and end."""

    promised_before: Decimal = ZERO
    promised: Decimal = ZERO
    opening: Decimal = ZERO
    closing: Decimal = ZERO

    def __add__(self, other: Provision) -> Provision:
        return Provision(
            self.promised_before + other.promised_before,
            self.promised + other.promised,
            self.opening + other.opening,
            self.closing + other.closing,
        )

    @property
    def change(self) -> Decimal:
        return self.closing - self.opening


@dataclass(frozen=True, slots=True)
class StoreBooks:
    """What is computed, not booked by a document, of the month of a store, or of all stores."""

    plans: Earnings = Earnings()
    memberships: Earnings = Earnings()
    provision: Provision = Provision()


@dataclass(frozen=True, slots=True)
class Deferred:
    """A month by store id, and the shares that its provision was taken with."""

    month: Month
    stores: dict[int, StoreBooks]
    expected_before: Expected
    expected: Expected

    @property
    def plans(self) -> Earnings:
        return sum((books.plans for books in self.stores.values()), Earnings())

    @property
    def memberships(self) -> Earnings:
        return sum((books.memberships for books in self.stores.values()), Earnings())

    @property
    def provision(self) -> Provision:
        return sum((books.provision for books in self.stores.values()), Provision())

    @property
    def total(self) -> StoreBooks:
        """All stores as one."""
        return StoreBooks(self.plans, self.memberships, self.provision)


def deferred_of(month: Month) -> Deferred:
    """The month's deferred fees and provision; statements grow with the plans by a hundred thousand, never with the stores."""
    days = {"before": month.day_before, "last": month.last}
    before, after = _past(month.day_before), _past(month.last)
    plans: defaultdict[int, Earnings] = defaultdict(Earnings)
    promised: defaultdict[int, tuple[Decimal, Decimal]] = defaultdict(lambda: (ZERO, ZERO))
    for start in range(0, _last_plan(), RUN):
        for store, *row in rows(_PLANS, {**days, "after": start, "through": start + RUN}):
            plans[store] += Earnings(*row[:3])
            promised[store] = (promised[store][0] + row[3], promised[store][1] + row[4])
    members = {store: Earnings(*row) for store, *row in rows(_MEMBERSHIPS, days)}
    stores = {
        store: StoreBooks(plans[store], members.get(store, Earnings()), _provided(promised[store], before=before, after=after))
        for store in sorted({*plans, *members})
    }
    return Deferred(month=month, stores=stores, expected_before=before, expected=after)


def _provided(promised: tuple[Decimal, Decimal], *, before: Expected, after: Expected) -> Provision:
    return Provision(
        promised_before=promised[0],
        promised=promised[1],
        opening=round_paisa(percent_of(promised[0], before.percent)),
        closing=round_paisa(percent_of(promised[1], after.percent)),
    )


def _past(day: date) -> Expected:
    ((ended, redeemed),) = rows(_PAST, {"day": day, "since": anniversary(day, -12)})
    return Expected(ended, redeemed)


def _last_plan() -> int:
    ((last,),) = rows("SELECT coalesce(max(id), 0) FROM plans_plan", {})
    return int(last)
