"""What other rules would have given for bills of the past: looked at before they are published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from loyalty.programme.accrual import Factor
from loyalty.programme.enums import Rounding
from loyalty.programme.models import HeardBill
from loyalty.programme.playing import from_facts, played
from loyalty.programme.queries.versions import rulebook
from loyalty.programme.rules import Rule
from stores.clock import local_day, start_of_day

SAMPLE = 500


@dataclass(frozen=True, slots=True)
class Compared:
    """A bill of the past, what it gave, and what it would give with its working."""

    bill: HeardBill
    given: int
    would_give: int
    working: tuple[str, ...]
    factor: Factor


def preview(
    rules: Sequence[Rule],
    *,
    since: date,
    until: date,
    limit: int = SAMPLE,
    rounding: Rounding | None = None,
    factors: Callable[[HeardBill, Factor], Factor] = lambda _, rated: rated,
) -> list[Compared]:
    """The newest bills heard of from a day to before another, played by these rules instead of those of their day; each alone.

    Rounded as on their day and multiplied as they were rated, unless told otherwise.

    A cap therefore shows as if every bill were the first of its period. What was taken back since is left out.
    """
    rows = HeardBill.objects.filter(at__gte=start_of_day(since), at__lt=start_of_day(until), taken_back_at=None, customer__isnull=False)
    book = rulebook()
    compared = []
    for row in rows.order_by("-at", "-id")[:limit]:
        if row.at is None:
            continue
        name, on = (row.source_type, row.source_id), local_day(row.at)
        rated = from_facts(name, at=row.at, on=on, facts=row.facts)
        rated = replace(rated, factor=factors(row, rated.factor))
        awards = played([rated], rules_on=lambda _: list(rules), rounding_on=lambda day: rounding or book.rounding(day))[name]
        workings = tuple(award.working for award in awards)
        given, would_give = sum(row.awarded.values()), sum(award.points for award in awards)
        compared.append(Compared(row, given, would_give, workings, rated.factor))
    return compared
