"""By what a member's points are multiplied at an instant: the status on record, and a paid membership on top."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from loyalty.programme.accrual import Factor
from loyalty.programme.models import Membership, StatusRecord
from loyalty.programme.queries import Rulebook
from loyalty.programme.queries.members import membership_extra, paid_months_of
from loyalty.programme.queries.status import records_of
from loyalty.programme.rules import Level
from loyalty.programme.services.status import bring_up_to_date
from stores.clock import local_day


@dataclass(frozen=True, slots=True)
class Rater:
    """What stands on record of some members."""

    records: Mapping[int, Sequence[StatusRecord]]
    months: Mapping[int, Sequence[Membership]]
    book: Rulebook

    @classmethod
    def of(cls, customer_ids: Collection[int], *, book: Rulebook, at: datetime) -> Rater:
        """Read in two statements; a status whose review is overdue at `at` is reviewed first, as of its day."""
        records = records_of(customer_ids)
        overdue = [pk for pk, rows in records.items() if (due := rows[-1].review_on) and due <= local_day(at)]
        if overdue:
            bring_up_to_date(overdue, at=at, book=book)
            records = records | records_of(overdue)
        return cls(records=records, months=paid_months_of(customer_ids), book=book)

    def factor(self, customer_id: int, *, at: datetime) -> Factor:
        """The member's factor at an instant, with its words: Silver, or Silver 1.1 + membership 0.25."""
        on = local_day(at)
        settings = self.book.programme(on)
        level = self._level(customer_id, at=at)
        add = settings.membership_multiplier if settings else Decimal(0)
        extra = membership_extra(self.months.get(customer_id, ()), at=at, on=on, multiplier=add)
        words = f"{level.name} {_short(level.multiplier)} + membership {_short(extra)}" if extra else level.name
        return Factor(value=level.multiplier + extra, words=words)

    def _level(self, customer_id: int, *, at: datetime) -> Level:
        """By the newest record that stood at the instant, in the ladder of the day."""
        rows = self.records.get(customer_id, ())
        place = bisect_right([row.at for row in rows], at)
        return self.book.ladder(local_day(at)).level(rows[place - 1].rank if place else 0)


def _short(value: Decimal) -> str:
    return f"{value.normalize():f}"
