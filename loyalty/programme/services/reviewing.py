"""Reviews of status, once per business day; missed days are caught up in order. Dates decide, this only records."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from loyalty.programme.models import ReviewedDay, StatusRecord
from loyalty.programme.queries.status import newest_records
from loyalty.programme.services.status import bring_up_to_date

CHUNK = 1_000


def review_due_days(*, today: date, at: datetime) -> list[ReviewedDay]:
    """Review, for every business day not yet done through `today` and in order, the statuses whose anniversary it is."""
    newest = ReviewedDay.objects.aggregate(newest=Max("day"))["newest"]
    day = min(newest + timedelta(days=1), today) if newest else today
    done = []
    while day <= today:
        done.append(_review_day(day, at=at))
        day += timedelta(days=1)
    return [row for row in done if row]


def _review_day(day: date, *, at: datetime) -> ReviewedDay | None:
    if ReviewedDay.objects.filter(day=day).exists():
        return None
    reviewed = lowered = after = 0
    while chunk := _due(day, after=after):
        with transaction.atomic():
            before = newest_records(chunk)
            records = bring_up_to_date(chunk, at=at, on=day)
        reviewed += len(chunk)
        lowered += sum(1 for record in records if record.rank < before[record.customer_id].rank)
        after = chunk[-1]
    row, made = ReviewedDay.objects.get_or_create(day=day, defaults={"done_at": at, "reviewed": reviewed, "lowered": lowered})
    return row if made else None


def _due(day: date, *, after: int) -> list[int]:
    """Customers behind one whose newest record is to be reviewed by a day."""
    newer = StatusRecord.objects.filter(customer_id=OuterRef("customer_id"), id__gt=OuterRef("id"))
    due = StatusRecord.objects.filter(~Exists(newer), review_on__lte=day, customer_id__gt=after)
    return list(due.order_by("customer_id").values_list("customer_id", flat=True)[:CHUNK])
