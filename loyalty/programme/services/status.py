"""Keeping the status on record: up at once when points are booked, down at the anniversary. Source: loyalty rules 10 and 15."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from loyalty.ledger.services.accounts import locked_all
from loyalty.programme.models import StatusRecord
from loyalty.programme.queries import Rulebook, rulebook
from loyalty.programme.queries.status import newest_records, qualifying_of
from loyalty.programme.standing import Standing, standing_on
from stores.clock import local_day, start_of_day


def bring_up_to_date(
    customer_ids: Collection[int], *, at: datetime, on: date | None = None, book: Rulebook | None = None
) -> list[StatusRecord]:
    """Put on record what the members' points give on a day (that of `at` unless named), where it differs; give the new records.

    A review stands on record from the start of its own day, however late it is made; a level reached, from `at`.
    """
    if not customer_ids:
        return []
    with transaction.atomic():
        locked_all(customer_ids)  # who is told of at once by another worker waits
        book, day = book or rulebook(), on or local_day(at)
        newest = newest_records(customer_ids)
        earned = qualifying_of(customer_ids, at_least=book.lowest_threshold(), always=newest)
        changed = []
        for customer_id, points in earned.items():
            standing = standing_on(points, on=day, ladder=book.ladder)
            old = newest.get(customer_id)
            if _differs(standing, old):
                changed.append(_record(customer_id, standing, old, at=at))
        return StatusRecord.objects.bulk_create(changed)


def _differs(standing: Standing, old: StatusRecord | None) -> bool:
    if old is None:
        return standing.level.rank > 0
    return (standing.level.rank, standing.since, standing.review_on) != (old.rank, old.since, old.review_on)


def _record(customer_id: int, standing: Standing, old: StatusRecord | None, *, at: datetime) -> StatusRecord:
    reviewed = old is not None and old.review_on and standing.since and standing.since >= old.review_on and standing.level.rank <= old.rank
    return StatusRecord(
        customer_id=customer_id,
        rank=standing.level.rank,
        name=standing.level.name,
        since=standing.since,
        review_on=standing.review_on,
        at=start_of_day(standing.since) if reviewed and standing.since else at,
    )
