"""The ledger against an oracle of plain dicts: acts in any order, the audit empty after every one (reliability R6).

The normal suite plays the same few hundred acts each time; the long one thousands by chance.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from typing import Any

import pytest
from django.db import IntegrityError

from loyalty.ledger.services import book
from tests.loyalty.ledger.till import member
from tests.loyalty.ledger.whole_life import OWING, RULES, fired, play

pytestmark = pytest.mark.django_db
FIRM_SEED = 20_270_503


@pytest.fixture
def customers() -> list[int]:
    return [member() for _ in range(5)]


def said(seen: Counter[str], chance: int) -> str:
    counts = ", ".join(f"{name} {number}" for name, number in fired(seen).items())
    return f"points: {sum(fired(seen).values())} acts, seed {chance}: {counts}; {dict(sorted(seen.items()))}"


def many(customers: list[int], *, acts: int, each: int, chance: int) -> Counter[str]:
    """Lives one after the other until there were so many acts, and each rule came so often."""
    seen: Counter[str] = Counter()
    for turn in range(200):
        if sum(fired(seen).values()) >= acts and min(fired(seen).values()) >= each:
            break
        seen += play(customers, lives=2, steps=60, chance=chance + turn)
    return seen


def test_the_ledger_does_what_the_rules_say(customers: list[int], record_property: Any) -> None:
    chance = int(os.environ.get("LIFE_SEED", FIRM_SEED))
    seen = many(customers, acts=250, each=5, chance=chance)
    record_property("summary", said(seen, chance))
    assert sum(fired(seen).values()) >= 250
    assert sum(number for name, number in seen.items() if name.startswith(OWING)) >= 5, seen
    assert min(fired(seen)[name] for name in RULES) >= 5, fired(seen)


@pytest.mark.long
def test_the_ledger_does_what_the_rules_say_at_length(customers: list[int], record_property: Any) -> None:
    chance = int(os.environ.get("LIFE_SEED", random.SystemRandom().randrange(10**9)))
    seen = many(customers, acts=12_000, each=100, chance=chance)
    record_property("summary", said(seen, chance))
    assert sum(fired(seen).values()) >= 12_000
    assert sum(number for name, number in seen.items() if name.startswith(OWING)) >= 300, seen
    assert min(fired(seen)[name] for name in RULES) >= 100, fired(seen)


def test_a_wrong_order_of_spending_is_found(customers: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with one rule bent, the play fails."""
    monkeypatch.setattr(book, "_in_order_of_spending", lambda lot: -(lot.pk or 0))
    with pytest.raises(AssertionError):
        play(customers, lives=60, steps=60, chance=FIRM_SEED, shrink=False)


def test_debt_that_is_not_paid_is_found(customers: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """The control for the laws: the database itself says no to points beside debt."""
    monkeypatch.setattr(book.Book, "pay_debt", lambda self, cause: None)
    with pytest.raises(IntegrityError, match="points_are_never_available_beside_debt"):
        play(customers, lives=60, steps=60, chance=FIRM_SEED, shrink=False)
