"""The plans behind a figure, one by one: those that fall on a day, those of a store, a model or a bill month; by a cursor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.months import anniversary
from upgrade_program.plans.enums import Status
from upgrade_program.plans.models import Plan, TermsTier
from upgrade_program.plans.queries import for_actor
from upgrade_program.plans.terms import ONE_DAY, assured_value

PAGE = 50

# The per cent that the dates give on the day after `last`; a hold through `last` falls only if it kept more than that.
_PERCENT_AFTER = """coalesce((SELECT (frozen->'tiers'->(i - 1)->>2)::int FROM generate_subscripts(fall_days, 1) AS i
    WHERE fall_days[i] > %s ORDER BY i LIMIT 1), 0)"""


@dataclass(frozen=True, slots=True)
class Which:
    """Which plans: of those that give something or will, the ones falling on a day, of a store, of a model, of a bill month."""

    falls_on: date | None = None
    store: int | None = None
    model: int | None = None
    month: date | None = None

    def __bool__(self) -> bool:
        return any(part is not None for part in (self.falls_on, self.store, self.model, self.month))


@dataclass(frozen=True, slots=True)
class Owed:
    """A plan with what it gives on the day asked about, and before: on the day before a fall, or the same."""

    plan: Plan
    before: Decimal
    now: Decimal

    @property
    def place(self) -> str:
        """Where the plan stands in the list: what the next page begins after."""
        return f"{self.plan.expires_on.isoformat()}.{self.plan.pk}"


def _found(actor: Actor, which: Which, *, on: date, place: str, limit: int) -> list[Plan]:
    """The active plans an actor may list, those that end first first, after a place of the list.

    They are found by their last day, in the order of the index of live plans. Held ones have an index of their own: asked for together
    with the others, they would have all of them sorted for one page.
    """
    plans = for_actor(actor).filter(status=Status.ACTIVE)
    if which.store is not None:
        plans = plans.filter(store_id=which.store)
    if which.model is not None:
        plans = plans.filter(variant__model_id=which.model)
    if which.month is not None:
        plans = plans.filter(bill_date__gte=which.month, bill_date__lt=anniversary(which.month, 1))
        plans = plans.filter(expires_on__in=_ends([which.month + timedelta(days=n) for n in range(31)]))
    parts = [Q(expires_on__gte=on) | Q(held_until__gte=on)] if which.falls_on is None else _falling(which.falls_on - ONE_DAY)
    found = [plan for part in parts for plan in _after(plans.filter(part), place).order_by("expires_on", "id")[:limit]]
    return sorted(found, key=lambda plan: (plan.expires_on, plan.pk))[:limit]


def _ends(bill_dates: list[date]) -> list[date]:
    """The last days of promises billed on these days, under any terms."""
    return sorted({anniversary(bill_date, last) for _, last in _fall_months() for bill_date in bill_dates})


def _falling(last: date) -> list[Q]:
    """Plans whose tier has its last day on `last`, and plans whose hold past it has; no plan is both."""
    ends = {anniversary(bill_date, end) for fall, end in _fall_months() for bill_date in bill_dates_of(last, months=fall)}
    by_date = Q(expires_on__in=sorted(ends), fall_days__contains=[last]) & (Q(held_until__isnull=True) | Q(held_until__lt=last))
    return [by_date, Q(held_until=last, held_percent__gt=RawSQL(_PERCENT_AFTER, [last]))]  # noqa: S611  (a text of this module)


def _fall_months() -> set[tuple[int, int]]:
    """After how many months a tier falls, with the months after which its promise ends, over all terms."""
    by_terms: dict[int, list[int]] = {}
    for terms_id, through in TermsTier.objects.values_list("terms_id", "through"):
        by_terms.setdefault(terms_id, []).append(through)
    return {(fall, max(falls)) for falls in by_terms.values() for fall in falls}


def bill_dates_of(day: date, *, months: int) -> list[date]:
    """The bill dates whose anniversary after so many months is `day`: none, one, or up to four at a month's end."""
    first = anniversary(day.replace(day=1), -months)
    candidates = (first + timedelta(days=offset) for offset in range((anniversary(first, 1) - first).days))
    return [bill_date for bill_date in candidates if anniversary(bill_date, months) == day]


def _after(plans: QuerySet[Plan], place: str) -> QuerySet[Plan]:
    """What comes after a place of the list; a made-up one is its beginning."""
    ends, _, key = place.partition(".")
    try:
        known = date.fromisoformat(ends), int(key) if key.isascii() and len(key) <= 18 else 0
    except ValueError:
        return plans
    return plans.filter(expires_on__gte=known[0]).exclude(expires_on=known[0], id__lte=known[1])


def owed(plan: Plan, which: Which, *, on: date) -> Owed:
    """What a plan of the list gives, by its own frozen promise."""
    day = which.falls_on or on
    now = assured_value(plan.promise, on=day).assured
    return Owed(plan, assured_value(plan.promise, on=day - ONE_DAY).assured if which.falls_on else now, now)


def page_of(actor: Actor, which: Which, *, on: date, place: str = "") -> tuple[list[Owed], str]:
    """A page, and the place after which the next one begins (empty on the last)."""
    found = _found(actor, which, on=on, place=place, limit=PAGE + 1)
    rows = [owed(plan, which, on=on) for plan in found[:PAGE]]
    return rows, rows[-1].place if len(found) > PAGE else ""


def every(actor: Actor, which: Which, *, on: date, most: int) -> Iterator[Owed]:
    """Up to `most` of them, page by page, so that a long list needs neither memory nor a long statement."""
    place, left = "", most
    while left > 0:
        found = _found(actor, which, on=on, place=place, limit=min(left, 1000))
        for plan in found:
            row = owed(plan, which, on=on)
            yield row
        if len(found) < 1000:
            return
        place, left = row.place, left - len(found)
