"""Sales, payments, cancellations, holds, the daily job and the clock in any order: nothing is ever amiss (reliability R6)."""

from __future__ import annotations

import os
import random
from typing import Any

import pytest
from django.db import connection

from tests.factories.plans import sellable, sold
from tests.plans.whole_life import FAULTS, found_faults, play
from upgrade_program.plans.services import cancellation

pytestmark = pytest.mark.django_db
FIRM_SEED = 20_270_503
REACHED = {
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


@pytest.fixture
def shop(clerk, manager, other_clerk, other_manager) -> dict[str, Any]:
    return {"clerks": {"DL01": clerk, "MH01": other_clerk}, "managers": {"DL01": manager, "MH01": other_manager}, "variant": sellable()}


def seed_of(*, firm: bool) -> int:
    chosen = os.environ.get("LIFE_SEED")
    return int(chosen) if chosen else FIRM_SEED if firm else random.SystemRandom().randrange(10**9)


def test_nothing_is_ever_amiss(shop, record_property):
    chance = seed_of(firm=True)
    seen = play(**shop, lives=10, steps=30, chance=chance)
    record_property("summary", f"whole life: {sum(seen.values())} acts, seed {chance}")
    assert sum(seen.values()) >= 150, seen


@pytest.mark.long
def test_nothing_is_ever_amiss_at_length(shop, record_property):
    """Long enough that every act has been done and refused in every way."""
    chance = seed_of(firm=False)
    seen = play(**shop, lives=80, steps=50, chance=chance)
    record_property("summary", f"whole life: {sum(seen.values())} acts, seed {chance}")
    assert seen.keys() >= REACHED, (REACHED - seen.keys(), seen)


def test_a_cancellation_that_forgets_its_news_is_found(shop, monkeypatch):
    """The control: with one effect of one act left out, the play fails at the question about it."""
    monkeypatch.setattr(cancellation, "tell", lambda event, at: None)
    with pytest.raises(AssertionError, match="news missing or of nothing"):
        play(**shop, lives=40, steps=30, chance=FIRM_SEED, shrink=False)


def test_a_fault_in_the_rows_is_found(clerk):
    """The control for the questions: a plan whose trail is not its own."""
    plan = sold(actor=clerk)
    assert found_faults() == {}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_message SET topic = 'plan.expired' WHERE (payload ->> 'plan_id')::bigint = %s", [plan.pk])
    assert found_faults().keys() == {"news missing or of nothing"}
    assert len(FAULTS) >= 10
