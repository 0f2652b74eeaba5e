"""The sums over plans and memberships that make a month's deferred fees and its provision, in SQL. The method stands in `earning`.

Plans are read in runs of a hundred thousand, so that no statement comes near its time limit. The same statements ask for a few plans,
and as if papers from an instant on (`seen`) were not there yet: see `carrying`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from upgrade_program.kernel.money import ZERO
from upgrade_program.kernel.months import anniversary
from upgrade_program.reporting.finance.asking import rows
from upgrade_program.reporting.finance.months import Month

RUN = 100_000  # plans in one statement
_STOOD = """s.settled_at < %(seen)s AND s.settled_on <= %({day})s
    AND (s.reversed_at IS NULL OR s.reversed_at >= %(seen)s OR (s.reversed_at AT TIME ZONE 'Asia/Kolkata')::date > %({day})s)"""
_CREDITED = "n.issued_at < %(seen)s"
_LIVES = f"i.issued_at < %(seen)s AND i.issued_on <= %({{day}})s AND (n.issued_on IS NULL OR NOT {_CREDITED} OR n.issued_on > %({{day}})s)"
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
         CROSS JOIN LATERAL (SELECT taxable, issued_on, issued_at FROM billing_taxdocument WHERE id = p.invoice_id OFFSET 0) i
          LEFT JOIN LATERAL (SELECT issued_on, issued_at FROM billing_taxdocument WHERE id = p.credit_note_id OFFSET 0) n ON true
         CROSS JOIN LATERAL (SELECT bool_or({_at(_STOOD, "before")}) AS before, bool_or({_at(_STOOD, "last")}) AS last
                               FROM buyback_settlement s WHERE s.plan_id = p.id) s
         WHERE {{which}} AND (p.expires_on > %(before)s OR n.issued_on > %(before)s)),
    standing AS (
        SELECT p.store_id, {_at(_BILLED, "before")} AS billed_before, {_at(_EARNED, "before")} AS earned_before,
               {_at(_BILLED, "last")} AS billed, {_at(_EARNED, "last")} AS earned,
               {_at(_PROMISED, "before")} AS promised_before, {_at(_PROMISED, "last")} AS promised
          FROM plan p)
    SELECT store_id, sum(billed_before - earned_before), sum(billed - earned), sum(earned - earned_before),
           sum(promised_before), sum(promised), 0, 0, 0
      FROM standing GROUP BY store_id
"""  # noqa: S608  built of these very words
_GONE = """CASE WHEN NOT ({lives}) THEN 0
                ELSE round(i.taxable * least(greatest(%({day})s::date - lower(m.days) + 1, 0), upper(m.days) - lower(m.days))
                           / (upper(m.days) - lower(m.days)), 2) END"""
_MEMBERSHIPS = f"""
    WITH standing AS (
        SELECT i.store_id, {_at(_LIFE, "before")} AS billed_before, {_at(_GONE, "before")} AS earned_before,
               {_at(_LIFE, "last")} AS billed, {_at(_GONE, "last")} AS earned
          FROM programme_membership m JOIN billing_collection c ON c.bill = 'membership:' || m.id AND c.bill <> ''
          JOIN billing_taxdocument i ON i.collection_id = c.id AND i.kind = 'invoice'
          LEFT JOIN billing_taxdocument n ON n.credits_id = i.id
         WHERE upper(m.days) > %(before)s AND {{which}})
    SELECT store_id, 0, 0, 0, 0, 0, sum(billed_before - earned_before), sum(billed - earned), sum(earned - earned_before)
      FROM standing GROUP BY store_id
"""  # noqa: S608  built of these very words
# Redeemed by the end of the day, of the plans whose last day lies in the twelve months up to it and that were not cancelled.
_PAST = f"""
    SELECT count(*), count(*) FILTER (
               WHERE EXISTS (SELECT FROM buyback_settlement s WHERE s.plan_id = p.id AND {_at(_STOOD, "day")}))
      FROM plans_plan p
     WHERE p.expires_on > %(since)s AND p.expires_on <= %(day)s AND {{which}}
"""  # noqa: S608  built of these very words
_A_RUN = "p.id > %(after)s AND p.id <= %(through)s"
_SOLD = "p.invoice_id IS NOT NULL AND p.credit_note_id IS NULL"
_OF_PLANS = "p.id = ANY(%(plans)s)"
_SOLD_THEN = f"""{_OF_PLANS} AND EXISTS (SELECT FROM billing_taxdocument i WHERE i.id = p.invoice_id AND i.issued_at < %(seen)s)
    AND NOT EXISTS (SELECT FROM billing_taxdocument n WHERE n.id = p.credit_note_id AND {_CREDITED})"""  # noqa: S608  built of these very words
FOREVER = "infinity"  # papers of any instant are seen


@dataclass(frozen=True, slots=True)
class Sums:
    """What plans and memberships add up to, so that a part can be added or taken off: by store the rupees put off, earned and promised in
    the order of the statements, and how many plans had ended, and were redeemed, before the month and by its last day."""

    stores: dict[int, tuple[Decimal, ...]]
    past: tuple[int, ...]

    def with_(self, other: Sums, *, sign: int = 1) -> Sums:
        """Both together, or this one without the other (`sign` -1); a store of either is a store of the sum."""
        stores = dict(self.stores)
        for store, figures in other.stores.items():
            stores[store] = tuple(a + sign * b for a, b in zip(stores.get(store, _NOTHING), figures, strict=True))
        return Sums(stores, tuple(a + sign * b for a, b in zip(self.past, other.past, strict=True)))


_NOTHING = (ZERO,) * 8


def sums_of(month: Month) -> Sums:
    """The sums over all plans and memberships."""
    asked = {"before": month.day_before, "last": month.last, "seen": FOREVER}
    found = Sums({}, (0, 0, 0, 0))
    for start in range(0, _last_plan(), RUN):
        found = found.with_(_by_store(_PLANS.format(which=_A_RUN), {**asked, "after": start, "through": start + RUN}))
    return found.with_(_by_store(_MEMBERSHIPS.format(which="true"), asked)).with_(_past(month, _SOLD, asked))


def sums_among(month: Month, *, plans: list[int], members: list[int], seen: datetime | str = FOREVER) -> Sums:
    """The sums over these plans and memberships alone, as if no paper of the instant `seen` or later were there."""
    asked = {"before": month.day_before, "last": month.last, "seen": seen, "plans": plans, "members": members}
    found = _by_store(_PLANS.format(which=_OF_PLANS), asked)
    return found.with_(_by_store(_MEMBERSHIPS.format(which="m.id = ANY(%(members)s)"), asked)).with_(_past(month, _SOLD_THEN, asked))


def _by_store(sql: str, asked: dict[str, Any]) -> Sums:
    return Sums({store: tuple(figures) for store, *figures in rows(sql, asked)}, (0, 0, 0, 0))


def _past(month: Month, which: str, asked: dict[str, Any]) -> Sums:
    """The plans of `which` whose days were over, at the month's beginning and end."""
    days = (month.day_before, month.last)
    counts = [rows(_PAST.format(which=which), {**asked, "day": day, "since": anniversary(day, -12)})[0] for day in days]
    return Sums({}, (*counts[0], *counts[1]))


def _last_plan() -> int:
    ((last,),) = rows("SELECT coalesce(max(id), 0) FROM plans_plan", {})
    return int(last)
