"""By what a member's points are multiplied at an instant: the status on record, and a paid membership on top."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from loyalty.programme.accrual import Factor
from loyalty.programme.models import Membership, StatusRecord
from loyalty.programme.queries import Rulebook
from loyalty.programme.queries.members import membership_extra, paid_months_of
from loyalty.programme.queries.status import qualifying_of, records_of
from loyalty.programme.rules import Level
from loyalty.programme.standing import Qualifying, standing_on
from stores.clock import local_day


@dataclass(frozen=True, slots=True)
class Rater:
    """What stands on record of some members; of those whose review is overdue also what they earned. It locks nothing."""

    records: Mapping[int, Sequence[StatusRecord]]
    months: Mapping[int, Sequence[Membership]]
    earned: Mapping[int, Sequence[Qualifying]]
    book: Rulebook

    @classmethod
    def of(cls, customer_ids: Collection[int], *, book: Rulebook, at: datetime) -> Rater:
        """Read in two statements, four where a review is overdue at `at`."""
        records, today = records_of(customer_ids), local_day(at)
        overdue = [pk for pk, rows in records.items() if (due := rows[-1].review_on) and due <= today]
        earned = qualifying_of(overdue) if overdue else {}
        return cls(records=records, months=paid_months_of(customer_ids), earned=earned, book=book)

    def factor(self, customer_id: int, *, at: datetime) -> Factor:
        """The member's factor at an instant, with its words: Silver, or Silver 1.1 + membership 0.25."""
        on = local_day(at)
        settings = self.book.programme(on)
        level = self._level(customer_id, at=at, on=on)
        add = settings.membership_multiplier if settings else Decimal(0)
        extra = membership_extra(self.months.get(customer_id, ()), at=at, on=on, multiplier=add)
        return Factor.of(level.name, level.multiplier, extra)

    def _level(self, customer_id: int, *, at: datetime, on: date) -> Level:
        """By the newest record that stood at the instant, in the ladder of the day; dates decide where no job has reviewed it yet."""
        rows = self.records.get(customer_id, ())
        place = bisect_right([row.at for row in rows], at)
        if not place:
            return self.book.ladder(on).level(0)
        rank, due = rows[place - 1].rank, rows[place - 1].review_on
        while due is not None and due <= on and customer_id in self.earned:
            reviewed = standing_on(self.earned[customer_id], on=due, ladder=self.book.ladder)
            rank, due = reviewed.level.rank, reviewed.review_on
        return self.book.ladder(on).level(rank)
