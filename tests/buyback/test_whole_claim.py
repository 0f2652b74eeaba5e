"""Claims, settlements, second looks, exceptions, the jobs and the clock in any order: nothing is ever amiss (reliability R6)."""

from __future__ import annotations

import os
import random
from collections import Counter
from typing import Any

import pytest
from django.db import connection

from tests.buyback.claim_faults import FAULTS, found_faults
from tests.buyback.claim_script import CHANGES, SCRIPT, exchange, granted, open_, wait
from tests.buyback.shop_floor import MOVES_FROM
from tests.buyback.token_script import RESERVATIONS, reserve
from tests.buyback.whole_claim import CHEAP, NEW, SRP, People, acts, follow, play
from tests.factories.claims import old_plan, opened
from tests.factories.life import transferable_from
from tests.factories.plans import sellable
from upgrade_program.buyback.services import ending, reserving
from upgrade_program.kernel.actor import Actor

pytestmark = pytest.mark.django_db
FIRM_SEED = 20_270_503
# What chance does not promise in a short play, and the three lives do.
ALL_OF_IT = {
    *(f"open: {code}" for code in ("done", "claim_open", "imei_mismatch", "claim_lapsed", "outside_window", "plan_not_live")),
    "open: token_used",
    *(f"reserve: {code}" for code in ("done", "not_found", "plan_not_live", "outside_window", "claim_open", "tier_reserved", "plan_held")),
    *(f"give_back: {code}" for code in ("done", "not_found", "nothing_reserved")),
    "use: done",
    "let_go: done",
    *(f"inspect: {code}" for code in ("done", "gate_failed")),
    *(f"offer: {code}" for code in ("done", "claim_state")),
    *(f"settle: {code}" for code in ("done", "plan_not_live", "new_phone_not_eligible", "approval_required", "excess_not_acknowledged")),
    *(f"refuse: {code}" for code in ("done", "claim_lapsed")),
    *(f"look: {code}" for code in ("done", "self_approval", "claim_open", "claim_state", "imei_mismatch")),
    *(f"decline: {code}" for code in ("done", "claim_state", "claim_lapsed")),
    *(f"reverse: {code}" for code in ("done", "forbidden", "self_approval", "claim_state")),
    *(f"ask: {code}" for code in ("done", "invalid", "approval_waiting", "claim_state")),
    *(f"grant: {code}" for code in ("done", "self_approval", "forbidden", "approval_decided")),
    *(f"extend: {code}" for code in ("done", "invalid", "claim_state", "plan_not_live")),
    "grant_extension: done",
    *(f"suspend: {code}" for code in ("done", "forbidden", "plan_not_live")),
    *(f"resume: {code}" for code in ("done", "forbidden", "plan_not_live")),
    *(f"hand_over: {code}" for code in ("done", "invalid", "count_mismatch", "not_in_stock")),
    *("grant: plan_not_live", "offer: claim_lapsed"),
    *(f"cancel: {code}" for code in ("done", "forbidden", "claim_open", "plan_not_live")),
    *(f"ask_exchange: {code}" for code in ("done", "forbidden", "document_required", "same_imei", "imei_already_covered", "imei_barred")),
    *(f"ask_exchange: {code}" for code in ("approval_waiting", "claim_open", "plan_not_live")),
    *(f"grant_exchange: {code}" for code in ("done", "self_approval", "forbidden", "not_found", "claim_open", "approval_decided")),
    "grant_exchange: imei_already_covered",
    *(f"transfer: {code}" for code in ("done", "forbidden", "transfer_not_allowed", "nothing_changes", "claim_open", "plan_not_live")),
    "lapse: done",
    "expire: done",
    "sell: done",
}
EVERY_ACT = {what.partition(":")[0] for what in ALL_OF_IT} - {"grant_extension"}  # which is the second half of `extend`


@pytest.fixture
def people(clerk: Actor, manager: Actor, other_clerk: Actor, other_manager: Actor, head_office: Actor) -> People:
    old = sellable(srp=SRP)
    transferable_from(MOVES_FROM)
    return People(
        staff={"clerk": clerk, "manager": manager, "other_clerk": other_clerk, "other_manager": other_manager},
        office=head_office,
        old=old,
        new=sellable(name="Redmi Note 10 Pro", srp=NEW, price=799),
        cheap=sellable(name="Redmi Go", srp=CHEAP, price=299),
    )


def seed_of(*, firm: bool) -> int:
    chosen = os.environ.get("LIFE_SEED")
    return int(chosen) if chosen else FIRM_SEED if firm else random.SystemRandom().randrange(10**9)


def test_each_act_is_done_and_refused_in_each_way(people: People) -> None:
    seen = follow(people, SCRIPT) + follow(people, CHANGES) + follow(people, RESERVATIONS)
    assert ALL_OF_IT - seen.keys() == set(), seen
    for act in ("settle", "transfer"):
        assert {what for what in seen if what.startswith(f"{act}: otp_")}


def test_a_phone_exchanged_after_the_hold_is_nothing_amiss(people: People) -> None:
    """Though no job has written down yet that the claim has lapsed: dates decide."""
    seen = follow(people, [open_(), wait(4, nightly=False), exchange(), granted()])
    assert (seen["open: done"], seen["grant_exchange: done"]) == (1, 1), seen


def test_nothing_is_ever_amiss(people: People, record_property: Any) -> None:
    chance = seed_of(firm=True)
    seen = play(people, lives=4, steps=30, chance=chance)
    record_property("summary", f"whole claim: {sum(seen.values())} acts, seed {chance}")
    assert sum(seen.values()) >= 80, seen


@pytest.mark.long
def test_nothing_is_ever_amiss_at_length(people: People, record_property: Any) -> None:
    """As many lives as it takes until chance has played each act often enough, within bounds."""
    chance, seen, plays = seed_of(firm=False), Counter[str](), 0
    while plays < 3 or (plays < 8 and any(acts(seen)[act] < 50 for act in EVERY_ACT)):
        seen += play(people, lives=30, steps=60, chance=chance + plays)
        plays += 1
    tried = acts(seen)
    counts = ", ".join(f"{act} {times}" for act, times in sorted(tried.items()))
    record_property("summary", f"whole claim: {sum(seen.values())} acts, seed {chance}: {counts}")
    assert sum(seen.values()) >= 2_000, seen
    assert {act for act in EVERY_ACT if tried[act] < 50} == set(), seen


def test_a_refusal_that_forgets_its_news_is_found(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with one effect of one act left out, the play fails at the question about it."""
    monkeypatch.setattr(ending, "tell", lambda event, at: None)
    with pytest.raises(AssertionError, match=r"refusals told more or less often|news of a claim missing"):
        play(people, lives=40, steps=30, chance=FIRM_SEED, shrink=False)


def test_a_reservation_that_what_is_owed_does_not_hear_of_is_found(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: reserved on the last day of a tier, it is owed after it too, and only the news say so."""
    script = [wait(3), reserve(), wait(1)]
    follow(people, script)
    monkeypatch.setattr(reserving, "tell", lambda event, at: None)
    with pytest.raises(AssertionError, match="knows a hold"):
        follow(people, script)


def test_a_fault_in_the_rows_is_found(clerk: Actor) -> None:
    """The control for the questions: a claim whose news are another's."""
    claim = opened(old_plan(actor=clerk), actor=clerk)
    assert found_faults() == {}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_message SET topic = 'claim.lapsed' WHERE (payload ->> 'claim_id')::bigint = %s", [claim.pk])
    assert found_faults().keys() == {"news of a claim missing, or of nothing"}
    assert len(FAULTS) >= 26
