"""A member's status: what it is, since when, what is missing for the next, and when it is reviewed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from loyalty.ledger.queries import earned_by
from loyalty.programme.models import StatusRecord
from loyalty.programme.queries.versions import rulebook
from loyalty.programme.rules import Level
from loyalty.programme.standing import Qualifying, counted, standing_on
from stores.clock import local_day

_NEWEST = "SELECT DISTINCT ON (customer_id) * FROM programme_statusrecord WHERE customer_id = ANY(%s) ORDER BY customer_id, id DESC"
_RECORDS = "SELECT * FROM programme_statusrecord WHERE customer_id = ANY(%s) ORDER BY at, id"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusView:
    """The status on a day. `points` are the qualifying ones of the window; `next_level` is None at the top, nothing is missing then."""

    level: Level
    since: date | None
    review_on: date | None
    points: int
    next_level: Level | None
    points_missing: int


def status_of(customer_id: int, *, on: date) -> StatusView:
    """The status on a day, told by the dates of what was earned, whether or not a job has put it on record."""
    book = rulebook()
    ladder = book.ladder(on)
    earned = qualifying_of([customer_id]).get(customer_id, [])
    standing = standing_on(earned, on=on, ladder=book.ladder)
    points = counted(earned, on=on, months=ladder.window_months)
    above = ladder.above(standing.level)
    return StatusView(
        level=standing.level,
        since=standing.since,
        review_on=standing.review_on,
        points=points,
        next_level=above,
        points_missing=max(above.threshold - points, 0) if above else 0,
    )


def qualifying_of(customer_ids: Collection[int], *, at_least: int = 0, always: Collection[int] = ()) -> dict[int, list[Qualifying]]:
    """What each customer earned, by day; of those with so many points in their life at least, and of those named."""
    return {
        customer_id: [
            Qualifying(on=local_day(one.at), points=one.points, taken_back=tuple((local_day(at), points) for at, points in one.clawed_back))
            for one in entries
        ]
        for customer_id, entries in earned_by(customer_ids, at_least=at_least, always=always).items()
    }


def newest_records(customer_ids: Collection[int]) -> dict[int, StatusRecord]:
    """The record that counts, of each customer that has one."""
    return {row.customer_id: row for row in StatusRecord.objects.raw(_NEWEST, [list(customer_ids)])}


def records_of(customer_ids: Collection[int]) -> dict[int, list[StatusRecord]]:
    """All records of each customer that has one, in the order in which they came to stand."""
    records: dict[int, list[StatusRecord]] = defaultdict(list)
    for row in StatusRecord.objects.raw(_RECORDS, [list(customer_ids)]):
        records[row.customer_id].append(row)
    return dict(records)
