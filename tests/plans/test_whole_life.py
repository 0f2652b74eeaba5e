"""Sales, payments, cancellations, holds, the daily job and the clock in any order: nothing is ever amiss (reliability R6)."""

from __future__ import annotations

import os
import random
from collections import Counter
from typing import Any

import pytest
from django.db import connection

from tests.factories.plans import sellable, sold
from tests.plans.life_faults import FAULTS, found_faults
from tests.plans.whole_life import People, acts, follow, play
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.services import cancellation

pytestmark = pytest.mark.django_db
FIRM_SEED = 20_270_503
LOOK, ERROR = Ground.FREE_LOOK, Ground.STORE_ERROR


def sell(phone: int, tender: str = "cash", store: str = "DL01") -> tuple[str, dict[str, Any]]:
    return "sell", {"store": store, "phone": phone, "tender": tender}


def cancel(ground: Ground, *, number: int = 0, manager: bool = True, asks: bool = True) -> tuple[str, dict[str, Any]]:
    return "cancel", {"number": number, "ground": ground, "manager": manager, "asks": asks}


def pay(*, number: int = 0, own: bool = True) -> tuple[str, dict[str, Any]]:
    return "pay", {"number": number, "own": own}


def wait(days: int, *, daily: bool = True) -> tuple[str, dict[str, Any]]:
    return "days_pass", {"days": days, "daily": daily}


# Each act done, and refused in each way; `number` counts from the newest plan.
SCRIPT = [
    sell(0),
    sell(0, store="MH01"),  # covered
    ("new_link", {"number": 0, "own": True}),
    ("new_link", {"number": 0, "own": False}),
    ("hold", {"number": 0, "days": 3}),
    cancel(ERROR),  # a claim is open
    ("release", {"number": 0}),
    cancel(LOOK, manager=False),
    cancel(LOOK, asks=False),  # no code
    cancel(LOOK),
    cancel(LOOK),  # no longer live
    ("hold", {"number": 0, "days": 3}),
    sell(0, "upi"),  # the phone is free again
    pay(own=False),
    pay(),
    pay(),  # was paid
    sell(1, "cash and upi", store="MH01"),
    wait(1, daily=False),
    pay(),  # too late
    wait(0),  # the job cancels it
    cancel(LOOK, number=1),
    sell(2),
    wait(8),
    cancel(LOOK),  # the free look is over
    cancel(ERROR),
    sell(2),
    wait(460, daily=False),
    ("hold", {"number": 0, "days": 0}),
    wait(0),  # held on its last day
    wait(1),  # expired
    sell(2),  # barred for good
]
ALL_OF_IT = {
    "sell: done",
    "sell: imei_already_covered",
    "sell: imei_barred",
    "pay: done",
    "pay: forbidden",
    "pay: plan_not_live",
    "cancel: done",
    "cancel: forbidden",
    "cancel: plan_not_live",
    "cancel: claim_open",
    "cancel: free_look_over",
    "cancel: otp_wrong",
    "hold: done",
    "hold: plan_not_live",
    "release: done",
    "link: done",
    "daily: done",
}
EVERY_ACT = {what.partition(":")[0] for what in ALL_OF_IT}


@pytest.fixture
def people(clerk, manager, other_clerk, other_manager) -> People:
    return People(clerks={"DL01": clerk, "MH01": other_clerk}, managers={"DL01": manager, "MH01": other_manager}, variant=sellable())


def seed_of(*, firm: bool) -> int:
    chosen = os.environ.get("LIFE_SEED")
    return int(chosen) if chosen else FIRM_SEED if firm else random.SystemRandom().randrange(10**9)


def test_each_act_is_done_and_refused_in_each_way(people):
    seen = follow(people, SCRIPT)
    assert ALL_OF_IT - seen.keys() == set(), seen


def test_nothing_is_ever_amiss(people, record_property):
    chance = seed_of(firm=True)
    seen = play(people, lives=5, steps=30, chance=chance)
    record_property("summary", f"whole life: {sum(seen.values())} acts, seed {chance}")
    assert sum(seen.values()) >= 80, seen
    assert {act for act in EVERY_ACT if acts(seen)[act] < 3} == set(), seen


@pytest.mark.long
def test_nothing_is_ever_amiss_at_length(people, record_property):
    chance = seed_of(firm=False)
    seen: Counter[str] = Counter()
    for turn in range(20):  # until each act was tried often
        seen += play(people, lives=40, steps=50, chance=chance + turn)
        if sum(seen.values()) >= 2_000 and min(acts(seen)[act] for act in EVERY_ACT) >= 50:
            break
    counts = ", ".join(f"{act} {times}" for act, times in sorted(acts(seen).items()))
    record_property("summary", f"whole life: {sum(seen.values())} acts, seed {chance}: {counts}")
    assert sum(seen.values()) >= 2_000, seen
    assert {act for act in EVERY_ACT if acts(seen)[act] < 50} == set(), seen


def test_a_cancellation_that_forgets_its_news_is_found(people, monkeypatch):
    """The control: with one effect of one act left out, the play fails at the question about it."""
    monkeypatch.setattr(cancellation, "tell", lambda event, at: None)
    with pytest.raises(AssertionError, match="news missing or of nothing"):
        play(people, lives=40, steps=30, chance=FIRM_SEED, shrink=False)


def test_a_fault_in_the_rows_is_found(clerk):
    """The control for the questions: a plan whose trail is not its own."""
    plan = sold(actor=clerk)
    assert found_faults() == {}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_message SET topic = 'plan.expired' WHERE (payload ->> 'plan_id')::bigint = %s", [plan.pk])
    assert found_faults().keys() == {"news missing or of nothing"}
    assert len(FAULTS) >= 10
