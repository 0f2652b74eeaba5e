"""What a draft would have given for the bills of the last days, beside what the version it follows gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from loyalty.programme.accrual import Factor, parts_of
from loyalty.programme.content import Content, RuleSet, part_of
from loyalty.programme.enums import Part
from loyalty.programme.models import HeardBill
from loyalty.programme.queries.drafts import latest
from loyalty.programme.queries.preview import SAMPLE, Compared, preview
from loyalty.programme.queries.status import qualifying_of
from loyalty.programme.rules import Ladder, Level, Programme
from loyalty.programme.standing import Qualifying, standing_on
from stores.clock import local_day, start_of_day

DAYS = 30
SHOWN = 10
Factors = Callable[[HeardBill, Factor], Factor]


def trial(content: Content, *, on: date) -> dict[str, Any]:
    """The newest bills of the 30 days before `on`, at most 500, each alone: points now and then, by status, and the ten most changed.

    Plain values only, and no person in them: it is kept with the draft, as its maker saw it.
    """
    since, stood = on - timedelta(days=DAYS), latest(part_of(content))
    now, then = _played(stood, since=since, until=on), _played(content, since=since, until=on)
    beside = {one.bill.pk: one for one in then}  # a bill may be taken back between the two looks
    rows = [_row(one, beside[one.bill.pk]) for one in now if one.bill.pk in beside]
    most = sorted((row for row in rows if row["now"] != row["then"]), key=lambda row: (-abs(row["then"] - row["now"]), row["source"]))
    return {
        "since": since.isoformat(),
        "until": on.isoformat(),
        "bills": len(rows),
        "limit": SAMPLE,
        "changed": len(most),
        "now": sum(row["now"] for row in rows),
        "then": sum(row["then"] for row in rows),
        "by_status": _by_status(rows),
        "most": most[:SHOWN],
    }


def _played(content: Content, *, since: date, until: date) -> list[Compared]:
    """The sample by this content, the rest of the programme as it is."""
    stood, set_before = latest(Part.RULES), latest(Part.SETTINGS)
    rules = content if isinstance(content, RuleSet) else stood
    settings = content if isinstance(content, Programme) else set_before
    factors = _by_ladder(content, since=since, until=until) if isinstance(content, Ladder) else _by_membership(settings)
    return preview(rules.rules, since=since, until=until, rounding=settings.rounding, factors=factors)


def _by_membership(settings: Programme) -> Factors:
    """The factor of the bill, with what these settings add for a membership."""
    add = settings.membership_multiplier

    def factor(bill: HeardBill, rated: Factor) -> Factor:
        level, times, extra = _split(rated)
        return Factor.of(level, times, add if extra else Decimal(0))

    return factor


def _by_ladder(ladder: Ladder, *, since: date, until: date) -> Factors:
    """The factor of the bill's member in another ladder: by what they had earned up to the day before the bill."""
    who = set(
        HeardBill.objects.filter(at__gte=start_of_day(since), at__lt=start_of_day(until), customer__isnull=False).values_list(
            "customer_id", flat=True
        )
    )
    earned: Mapping[int, list[Qualifying]] = qualifying_of(who)

    def factor(bill: HeardBill, rated: Factor) -> Factor:
        assert bill.at is not None and bill.customer_id is not None  # noqa: S101, PT018  the sample has no other
        day = local_day(bill.at) - timedelta(days=1)
        level: Level = standing_on(earned.get(bill.customer_id, []), on=day, ladder=lambda _: ladder).level
        return Factor.of(level.name, level.multiplier, _split(rated)[2])

    return factor


def _split(rated: Factor) -> tuple[str, Decimal, Decimal]:
    """Level, its own multiplier and what a membership added, from the words of the day."""
    level, times, extra = parts_of(rated.words)
    return (level, Decimal(times), Decimal(extra)) if extra else (level, rated.value, Decimal(0))


def _row(now: Compared, then: Compared) -> dict[str, Any]:
    assert now.bill.at is not None  # noqa: S101  the sample has no other
    return {
        "source": f"{now.bill.source_type} {now.bill.source_id}",
        "on": local_day(now.bill.at).isoformat(),
        "status": _split(then.factor)[0] or "—",
        "now": now.would_give,
        "then": then.would_give,
        "working_now": list(now.working),
        "working_then": list(then.working),
    }


def _by_status(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = defaultdict(lambda: {"bills": 0, "now": 0, "then": 0})
    for row in rows:
        found[row["status"]]["bills"] += 1
        found[row["status"]]["now"] += row["now"]
        found[row["status"]]["then"] += row["then"]
    return [{"status": status} | found[status] for status in sorted(found)]
