"""What a store and the brand owe each other: the entries of a period, and the age of what is not settled yet.

Amounts are rupees; above zero the brand owes the store.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Count, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, NullIf

from stores.models import Store
from upgrade_program.buyback.enums import Mark
from upgrade_program.buyback.models import BrandEntry, BrandMark
from upgrade_program.kernel.money import ZERO

OPEN = "open"  # no mark, or reopened
STANDINGS = (OPEN, Mark.DISPUTED.value, Mark.SETTLED.value)
_AGES: tuple[tuple[str, int, int | None], ...] = (
    ("0–30 days", 0, 30),
    ("31–60 days", 31, 60),
    ("61–90 days", 61, 90),
    ("Over 90 days", 91, None),
)


@dataclass(frozen=True, slots=True)
class Bucket:
    """What is not settled yet and so old; `to_brand` is not negative."""

    label: str
    count: int
    to_store: Decimal
    to_brand: Decimal

    @property
    def net(self) -> Decimal:
        return self.to_store - self.to_brand


@dataclass(frozen=True, slots=True)
class Sums:
    """What each side owes the other by these entries; neither is negative."""

    count: int
    to_store: Decimal
    to_brand: Decimal

    @property
    def net(self) -> Decimal:
        """Above zero the brand pays."""
        return self.to_store - self.to_brand

    @property
    def owed(self) -> Decimal:
        """The net amount, whoever pays it."""
        return abs(self.net)


@dataclass(frozen=True, slots=True)
class Statement:
    """The entries of a store for the days from `first` through `last`, newest first, each with its `standing`; lazily read.

    `sums` are of these entries. `ageing` and `outstanding` are of everything the store has not settled with the brand on the day `on`,
    whatever the period: what is old matters most.
    """

    store: Store
    first: date
    last: date
    on: date
    entries: QuerySet[Any]
    sums: Sums
    ageing: tuple[Bucket, ...]

    @property
    def outstanding(self) -> Sums:
        return Sums(
            count=sum(bucket.count for bucket in self.ageing),
            to_store=sum((bucket.to_store for bucket in self.ageing), ZERO),
            to_brand=sum((bucket.to_brand for bucket in self.ageing), ZERO),
        )


def statement_of(*, store: Store, first: date, last: date, on: date, kinds: Iterable[str] = (), standing: str = "") -> Statement:
    """The statement of a store the actor may read (`stores_to_settle`), narrowed to kinds and a standing where given."""
    entries = with_standing(BrandEntry.objects.filter(store=store, on__gte=first, on__lte=last))
    if kinds:
        entries = entries.filter(kind__in=list(kinds))
    if standing:
        entries = entries.filter(standing=standing)
    return Statement(
        store=store,
        first=first,
        last=last,
        on=on,
        entries=entries.select_related("plan", "settlement__claim"),
        sums=_sums(entries),
        ageing=_ageing(store, on=on),
    )


def with_standing(entries: QuerySet[BrandEntry]) -> QuerySet[Any]:
    """Entries annotated with `standing` (open, disputed, settled) and the `said` and `said_at` of their newest mark."""
    newest = BrandMark.objects.filter(entry=OuterRef("pk")).order_by("-id")
    mark = Subquery(newest.values("mark")[:1])
    standing = Coalesce(NullIf(mark, Value(Mark.REOPENED.value)), Value(OPEN), output_field=CharField())
    return entries.annotate(standing=standing, said=Subquery(newest.values("note")[:1]), said_at=Subquery(newest.values("at")[:1]))


def _sums(entries: QuerySet[BrandEntry]) -> Sums:
    found = entries.order_by().aggregate(
        count=Count("pk"), to_store=Sum("amount", filter=Q(amount__gt=0)), to_brand=Sum("amount", filter=Q(amount__lt=0))
    )
    return Sums(count=found["count"], to_store=found["to_store"] or ZERO, to_brand=-(found["to_brand"] or ZERO))


def _ageing(store: Store, *, on: date) -> tuple[Bucket, ...]:
    unsettled = with_standing(BrandEntry.objects.filter(store=store, on__lte=on)).exclude(standing=Mark.SETTLED.value)
    buckets = []
    for label, youngest, oldest in _AGES:
        aged = unsettled.filter(on__lte=on - timedelta(days=youngest))
        if oldest is not None:
            aged = aged.filter(on__gte=on - timedelta(days=oldest))
        sums = _sums(aged)
        buckets.append(Bucket(label=label, count=sums.count, to_store=sums.to_store, to_brand=sums.to_brand))
    return tuple(buckets)
