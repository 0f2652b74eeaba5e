"""What drafted terms would have promised and paid for the plans of the last year: in rupees, tier by tier, beside their own terms.

Promised: the months of all terms at work are cut at every boundary; in each stretch a plan gives one share by its own terms and one by
the draft's, each rounded half up as the engine rounds it, and the rupees of all plans are summed. It is what all would get who came then.
Paid: each upgrade of the year is checked again with the draft: its tier on the day it was opened, or where an ended tier was held for it
(reserved, or extended by a manager) on that tier's last day; the same faults at the draft's percentages, the same new phone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import orjson
from django.db import connection

from upgrade_program.buyback.enums import Answer
from upgrade_program.buyback.valuation import exchange, worth
from upgrade_program.kernel.money import ZERO
from upgrade_program.plans.enums import Basis
from upgrade_program.plans.proposal import Proposal
from upgrade_program.plans.queries import terms_by_id
from upgrade_program.plans.terms import Terms, tier_on, tier_table
from upgrade_program.reporting.beside import Beside

YEAR = timedelta(days=365)
_FETCHED = 2_000

# Plans of one base are worth the same: counted first, so that rupees are rounded once a base and share, not once a plan. Which terms are
# at work, and so which shares, the same statement finds: a plan cancelled between two would leave terms without their sums.
_PROMISED = """
    WITH sold AS MATERIALIZED (
        SELECT terms_id, base, CASE WHEN %(lower)s THEN least(srp, phone_invoice_price) ELSE srp END AS then_base, count(*) AS plans
          FROM plans_plan WHERE sold_at >= %(since)s AND sold_at < %(at)s AND status NOT IN ('pending', 'cancelled') GROUP BY 1, 2, 3),
    shares AS (
        SELECT unnest(%(drafted)s::int[]) AS share
         UNION SELECT percent FROM plans_termstier WHERE terms_id IN (SELECT terms_id FROM sold))
    SELECT terms_id, share, sum(plans)::bigint, sum(plans * round(base * share / 100)), sum(plans * round(then_base * share / 100))
      FROM sold CROSS JOIN shares GROUP BY 1, 2
"""
# An upgrade counts on the day it was opened on; one that was held for an ended tier, on that tier's last day.
_PAID = """
    WITH own AS (SELECT terms_id, percent, row_number() OVER (PARTITION BY terms_id ORDER BY after) AS place FROM plans_termstier)
    SELECT c.percent, s.exchange, least(c.opened_on, p.fall_days[own.place]), p.bill_date, c.answers::text, c.waived, s.new_price,
           CASE WHEN %(lower)s THEN least(p.srp, p.phone_invoice_price) ELSE p.srp END
      FROM buyback_settlement s JOIN buyback_claim c ON c.id = s.claim_id JOIN plans_plan p ON p.id = s.plan_id
      LEFT JOIN own ON own.terms_id = p.terms_id AND own.percent = c.percent
     WHERE s.settled_at >= %(since)s AND s.settled_at < %(at)s AND s.reversed_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Band(Beside):
    """A stretch of months from the bill date, after `after` through `through`: shares and summed rupees by own and by drafted terms."""

    after: int
    through: int
    shares: tuple[int, ...]
    share: int
    now: Decimal
    then: Decimal


@dataclass(frozen=True, slots=True)
class Paid(Beside):
    """The upgrades of one share: how many, what was set against the new phones, and what the draft would have given."""

    percent: int
    upgrades: int
    now: Decimal
    then: Decimal


@dataclass(frozen=True, slots=True)
class Trial:
    """A draft played over the year up to an instant."""

    since: datetime
    until: datetime
    plans: int
    bands: list[Band]
    paid: list[Paid]

    @property
    def upgrades(self) -> int:
        return sum(row.upgrades for row in self.paid)

    @property
    def paid_difference(self) -> Decimal:
        return sum((row.difference for row in self.paid), ZERO)

    def as_json(self) -> dict[str, Any]:
        """The trial as it can be kept, to the last digit: rupees and instants are texts."""
        return {
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "plans": self.plans,
            "bands": [[row.after, row.through, list(row.shares), row.share, str(row.now), str(row.then)] for row in self.bands],
            "paid": [[row.percent, row.upgrades, str(row.now), str(row.then)] for row in self.paid],
        }

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Trial:
        """The trial again."""
        return cls(
            since=datetime.fromisoformat(said["since"]),
            until=datetime.fromisoformat(said["until"]),
            plans=said["plans"],
            bands=[
                Band(after, through, tuple(shares), share, Decimal(now), Decimal(then))
                for after, through, shares, share, now, then in said["bands"]
            ],
            paid=[Paid(percent, upgrades, Decimal(now), Decimal(then)) for percent, upgrades, now, then in said["paid"]],
        )


def trial_of(proposal: Proposal, *, at: datetime) -> Trial:
    """The draft over the plans sold, and the upgrades settled, in the 365 days before an instant; cancelled and reversed ones left out."""
    terms = proposal.terms()
    asked: dict[str, Any] = {"since": at - YEAR, "at": at, "lower": terms.basis is Basis.LOWER}
    with connection.cursor() as cursor:
        cursor.execute(_PROMISED, asked | {"drafted": [tier.percent for tier in terms.tiers]})
        rows = cursor.fetchall()
    summed = {(pk, share): (now, then) for pk, share, _, now, then in rows}
    counted = {pk: plans for pk, _, plans, _, _ in rows}
    own = {pk: terms_by_id(pk) for pk in counted}
    bands = [_band(after, through, terms, own, summed) for after, through in _stretches([terms, *own.values()])] if own else []
    return Trial(since=at - YEAR, until=at, plans=sum(counted.values()), bands=bands, paid=_paid(terms, asked))


def share_in(terms: Terms, after: int, through: int) -> int:
    """The share that holds in a stretch of months which no boundary of the terms cuts; 0 for none."""
    return next((tier.percent for tier in terms.tiers if tier.after <= after and through <= tier.through), 0)


def _stretches(terms: Iterable[Terms]) -> Iterator[tuple[int, int]]:
    cuts = {month for one in terms for tier in one.tiers for month in (tier.after, tier.through)}
    return pairwise(sorted(cuts))


def _band(after: int, through: int, terms: Terms, own: dict[int, Terms], summed: dict[tuple[int, int], tuple[Decimal, Decimal]]) -> Band:
    share = share_in(terms, after, through)
    shares = {pk: share_in(one, after, through) for pk, one in own.items()}
    return Band(
        after=after,
        through=through,
        shares=tuple(sorted(set(shares.values()), reverse=True)),
        share=share,
        now=sum((summed[pk, part][0] for pk, part in shares.items() if part), ZERO),
        then=sum((summed[pk, share][1] for pk in own if share), ZERO),
    )


def _paid(terms: Terms, asked: dict[str, Any]) -> list[Paid]:
    """Each upgrade through the engine itself, in a stream; highest share first."""
    sums: dict[int, tuple[int, Decimal, Decimal]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_PAID, asked)
        while rows := cursor.fetchmany(_FETCHED):
            for percent, given, day, bill_date, answers, waived, price, base in rows:
                then = exchanged(terms, base=base, bill_date=bill_date, on=day, answers=answers, waived=waived, price=price)
                count, now, new = sums.get(percent, (0, ZERO, ZERO))
                sums[percent] = count + 1, now + given, new + then
    return [Paid(percent, *sums[percent]) for percent in sorted(sums, reverse=True)]


def exchanged(terms: Terms, *, base: Decimal, bill_date: date, on: date, answers: str | None, waived: Decimal, price: Decimal) -> Decimal:
    """What an upgrade that counts on a day would set against a new phone of a price, by the faults found (JSON); 0 without a tier."""
    tier = tier_on(tier_table(terms, bill_date=bill_date, base=base), on=on)
    if tier is None:
        return ZERO
    found = {key: Answer(answer) for key, answer in orjson.loads(answers or "{}").items()}
    value = worth(terms.checks, found, percent=tier.percent, assured=tier.value, waived=waived)
    return exchange(value.payable, price=price).amount
