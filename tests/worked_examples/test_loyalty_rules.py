"""The loyalty programme as published gives every worked example; with any one of its rules changed, at least one comes out otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from loyalty.programme import standing
from loyalty.programme.enums import Rounding
from loyalty.programme.queries import ladder_on, programme_at, rules_on
from loyalty.programme.rules import Level
from stores.clock import start_of_day
from tests.factories.loyalty import loyalty
from tests.worked_examples.loyalty_rules import Rules, failures
from tests.worked_examples.tables import FOLDER, rows

DAY = date(2027, 5, 3)
# What names a rule or says for whom it is, rather than what it gives. The special rules have their own table, caps.md.
NAMES = {"id", "key", "version", "title", "title_hi", "occasion", "name", "rank"}
SPECIAL = {"min_bill", "brand", "model_id", "store_kind", "cap_points", "cap_period"}


@pytest.fixture
def published(db: None) -> Rules:
    """The first versions, as the data migration publishes them."""
    loyalty()
    return Rules(programme=programme_at(start_of_day(DAY)), rules=tuple(rules_on(DAY)), ladder=ladder_on(DAY))


def test_the_published_programme_gives_every_worked_example(published):
    assert failures(published) == []


def test_there_are_enough_of_them_and_each_names_its_rule():
    all_rows = [row for path in FOLDER.glob("*.md") for row in rows(path.stem)]
    assert len(all_rows) >= 40
    assert len({row["no"] for row in all_rows}) == len(all_rows)
    assert all(row["rule"] for row in all_rows)


def other(value: Any) -> Any:
    """Another value of the same kind, near enough to be a slip of the hand."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, Rounding):
        return Rounding.HALF_UP
    if isinstance(value, tuple):
        return value[:-1]
    if value is None:
        return 100
    return value + (Decimal("0.05") if isinstance(value, Decimal) and value < 10 else 1)


def changed(rules: Rules) -> Iterator[tuple[str, Rules]]:
    """The rules with one value changed, and which."""
    for field in fields(rules.programme):
        if field.name not in NAMES:
            yield (
                field.name,
                replace(rules, programme=replace(rules.programme, **{field.name: other(getattr(rules.programme, field.name))})),
            )
    for rule in rules.rules:
        for field in fields(rule):
            if field.name not in NAMES | SPECIAL:
                slip = replace(rule, **{field.name: other(getattr(rule, field.name))})
                yield f"{rule.key}.{field.name}", replace(rules, rules=tuple(slip if one is rule else one for one in rules.rules))
        yield f"without {rule.key}", replace(rules, rules=tuple(one for one in rules.rules if one is not rule))
    for level in rules.ladder.levels:
        for name in ("threshold", "multiplier") if level.rank else ("multiplier",):
            yield f"{level.name}.{name}", _with_level(rules, level, **{name: other(getattr(level, name))})
    yield "window_months", replace(rules, ladder=replace(rules.ladder, window_months=rules.ladder.window_months - 1))


def _with_level(rules: Rules, level: Level, **changes: Any) -> Rules:
    levels = tuple(replace(one, **changes) if one is level else one for one in rules.ladder.levels)
    return replace(rules, ladder=replace(rules.ladder, levels=levels))


def test_any_one_rule_changed_fails_at_least_one(published):
    slips = list(changed(published))
    unseen = [name for name, rules in slips if not failures(rules)]
    assert unseen == []
    assert len(slips) >= 34


def test_a_review_after_another_time_fails_too(published, monkeypatch):
    monkeypatch.setattr(standing, "REVIEW_MONTHS", 11)
    assert failures(published)
