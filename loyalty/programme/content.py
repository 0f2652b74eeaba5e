"""What a draft says: settings, a set of earn rules or a ladder, as plain JSON and back, and what is wrong with it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from loyalty.programme.enums import Occasion, Part, Period, Rounding
from loyalty.programme.rules import Ladder, Level, Programme, Rule

MOST_RULES, MOST_LEVELS = 40, 10
MOST_WHOLE, MOST_COUNT = 30_000, 2_000_000_000
MOST_POINTS, MOST_TIMES, MOST_BILL = Decimal("999999.99"), Decimal("99.99"), Decimal("99999999")
_WHOLE = (
    *("pending_days", "life_months", "rupees_per_point", "min_points", "step"),
    *("check_in_points", "streak_days", "streak_points", "repairs_a_year"),
)
_JOINERS = dict.fromkeys(map(ord, "\u200c\u200d"))  # shape letters of Hindi and print nothing themselves
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """All earn rules that are to be in force together."""

    rules: tuple[Rule, ...]


Content = Programme | RuleSet | Ladder
Fault = tuple[str, str]  # the field it stands at (`rules.0.points`), and the sentence


def part_of(content: Content) -> Part:
    """Which part of the programme it is about."""
    if isinstance(content, Programme):
        return Part.SETTINGS
    return Part.RULES if isinstance(content, RuleSet) else Part.STATUS


def as_json(content: Content) -> dict[str, Any]:
    """Texts, whole numbers and truths only; without the numbers of versions, so that equal contents are equal."""
    said: dict[str, Any] = _plain(asdict(content))
    return said


def from_json(part: Part, said: Mapping[str, Any]) -> Content:
    """The content again; its versions have no number yet."""
    unnumbered: dict[str, Any] = {"id": 0, "version": 0}
    if part is Part.RULES:
        return RuleSet(rules=tuple(_rule(row | unnumbered) for row in said["rules"]))
    if part is Part.STATUS:
        levels = tuple(Level(**(row | {"rank": rank, "multiplier": Decimal(row["multiplier"])})) for rank, row in enumerate(said["levels"]))
        return Ladder(window_months=said["window_months"], levels=levels, **unnumbered)
    typed = {
        "rounding": Rounding(said["rounding"]),
        "membership_price": Decimal(said["membership_price"]),
        "membership_months": tuple(said["membership_months"]),
        "membership_multiplier": Decimal(said["membership_multiplier"]),
    }
    return Programme(**(dict(said) | typed | unnumbered))


def faults_of(content: Content) -> list[Fault]:
    """Everything that is wrong with it, each at its field."""
    if isinstance(content, Programme):
        return list(_faults_of_settings(content))
    return list(_faults_of_rules(content.rules) if isinstance(content, RuleSet) else _faults_of_ladder(content))


def _rule(row: Mapping[str, Any]) -> Rule:
    typed = {
        "occasion": Occasion(row["occasion"]),
        "points": Decimal(row["points"]),
        "min_bill": None if row["min_bill"] is None else Decimal(row["min_bill"]),
        "cap_period": Period(row["cap_period"]) if row["cap_period"] else None,
    }
    return Rule(**(dict(row) | typed))


def _faults_of_settings(settings: Programme) -> Iterator[Fault]:
    for name in _WHOLE:
        least = 1 if name in {"rupees_per_point", "step", "life_months", "streak_days"} else 0
        if not least <= getattr(settings, name) <= MOST_WHOLE:
            yield name, f"From {least} to 30,000."
    if not 0 <= settings.most_share_percent <= 100:
        yield "most_share_percent", "Points pay 0 to 100 per cent of a bill."
    if not 0 <= settings.membership_price <= MOST_POINTS or not _hundredths(settings.membership_price):
        yield "membership_price", "A membership costs ₹0 to ₹9,99,999.99 a month."
    if not 0 <= settings.membership_multiplier <= MOST_TIMES or not _hundredths(settings.membership_multiplier):
        yield "membership_multiplier", "A membership adds 0 to 99.99."
    months = settings.membership_months
    if not months or list(months) != sorted(set(months)) or not all(1 <= month <= 120 for month in months):
        yield "membership_months", "Write months from 1 to 120, each once, the fewest first: 1, 6, 12."


def _faults_of_rules(rules: tuple[Rule, ...]) -> Iterator[Fault]:
    if not rules:
        yield "rules", "Without any rule nobody earns a point. Keep at least one."
    if len(rules) > MOST_RULES:
        yield "rules", f"At most {MOST_RULES} rules are in force together."
    seen: set[str] = set()
    for place, rule in enumerate(rules):
        at = f"rules.{place}."
        if not _KEY.fullmatch(rule.key):
            yield f"{at}key", "A key has small letters, digits, - and _, at most 40."
        elif rule.key in seen:
            yield f"{at}key", f"Another row is called {rule.key} already."
        seen.add(rule.key)
        if not _text(rule.title, 60):
            yield f"{at}title", "Say what it is for, as members read it, in at most 60 signs."
        if rule.title_hi and not _text(rule.title_hi, 60):
            yield f"{at}title_hi", "The same in Hindi, in at most 60 signs; empty: members read the English one."
        if not 0 < rule.points <= MOST_POINTS or not _hundredths(rule.points):
            yield f"{at}points", "A rule gives points above zero, with at most two decimals."
        if rule.per_rupees is not None and not 1 <= rule.per_rupees <= MOST_COUNT:
            yield f"{at}per_rupees", "At least ₹1; empty for the occasion."
        if rule.min_bill is not None and not (0 <= rule.min_bill <= MOST_BILL and _hundredths(rule.min_bill)):
            yield f"{at}min_bill", "A bill of ₹0 to ₹9,99,99,999."
        if rule.brand and not _text(rule.brand, 40):
            yield f"{at}brand", "A brand has at most 40 signs."
        if rule.model_id is not None and not 1 <= rule.model_id <= MOST_COUNT:
            yield f"{at}model_id", "Write the catalogue's number of the model."
        if rule.cap_points is not None and not 0 <= rule.cap_points <= MOST_COUNT:
            yield f"{at}cap_points", "A cap of 0 points or more."
        if rule.cap_points is not None and rule.cap_period is None:
            yield f"{at}cap_period", "Say in which period the cap counts."
        if rule.cap_points is None and rule.cap_period is not None:
            yield f"{at}cap_points", "Say how many points are the most."


def _faults_of_ladder(ladder: Ladder) -> Iterator[Fault]:
    if not 1 <= ladder.window_months <= 120:
        yield "window_months", "Points qualify over 1 to 120 months."
    if not 1 <= len(ladder.levels) <= MOST_LEVELS:
        yield "levels", f"A ladder has 1 to {MOST_LEVELS} levels."
    before = -1
    for place, level in enumerate(ladder.levels):
        at = f"levels.{place}."
        if not _text(level.name, 30):
            yield f"{at}name", "A level has a name of at most 30 signs."
        elif level.name in {one.name for one in ladder.levels[:place]}:
            yield f"{at}name", f"Another level is called {level.name} already."
        if level.name_hi and not _text(level.name_hi, 30):
            yield f"{at}name_hi", "The same in Hindi, in at most 30 signs; empty: members read the English one."
        elif level.name_hi and level.name_hi in {one.name_hi for one in ladder.levels[:place]}:
            yield f"{at}name_hi", f"Another level is called {level.name_hi} already."
        if place == 0 and level.threshold != 0:
            yield f"{at}threshold", "The lowest level begins at 0 points: it is everybody's."
        elif level.threshold <= before:
            yield f"{at}threshold", "Each level needs more points than the one before."
        before = level.threshold
        if level.threshold > MOST_COUNT:
            yield f"{at}threshold", "That is more than anybody earns."
        if not 1 <= level.multiplier <= MOST_TIMES or not _hundredths(level.multiplier):
            yield f"{at}multiplier", "A level multiplies by 1 to 99.99: it never earns less."


def _text(text: str, most: int) -> bool:
    return 0 < len(text) <= most and text.translate(_JOINERS).isprintable() and text == text.strip()


def _hundredths(value: Decimal) -> bool:
    return value.is_finite() and value * 100 == int(value * 100)


_NUMBERS = {"id", "version", "rank"}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items() if name not in _NUMBERS}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value) if isinstance(value, (Occasion, Period, Rounding)) else value
