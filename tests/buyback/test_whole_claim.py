"""Claims, settlements, second looks, exceptions, the jobs and the clock in any order: nothing is ever amiss (reliability R6)."""

from __future__ import annotations

import os
import random
from typing import Any

import pytest
from django.db import connection

from tests.buyback.claim_faults import FAULTS, found_faults
from tests.buyback.whole_claim import CHEAP, NEW, SRP, People, acts, follow, play
from tests.factories.claims import old_plan, opened
from tests.factories.plans import sellable
from upgrade_program.buyback.services import ending
from upgrade_program.kernel.actor import Actor

pytestmark = pytest.mark.django_db
FIRM_SEED = 20_270_503
Step = tuple[str, dict[str, Any]]


def step(act: str, number: int = 0, who: str = "clerk", **given: Any) -> Step:
    """One act; `number` counts claims (of opening, extending and cancelling: plans) from the newest."""
    return act, {"number": number, "who": who, **given}


def open_(number: int = 0, who: str = "clerk", *, own_phone: bool = True) -> Step:
    return step("open", number, who, own_phone=own_phone)


def inspect(number: int = 0, *, gates: bool = True, **found: str) -> Step:
    return step("inspect", number, found=found, gates=gates)


def settle(number: int = 0, who: str = "clerk", phone: str = "new", *, yes: bool = True, code: bool = True) -> Step:
    return step("settle", number, who, phone=phone, yes=yes, code=code)


def wait(days: int, *, nightly: bool = True) -> Step:
    return "days_pass", {"days": days, "nightly": nightly}


def look(number: int = 0, who: str = "manager", *, upheld: bool) -> Step:
    return step("look", number, who, upheld=upheld)


def extend(days: int, number: int = 0, *, at_once: bool = True) -> Step:
    return "extend", {"number": number, "days": days, "at_once": at_once}


def cancel(number: int = 0, *, own: bool = True) -> Step:
    return "cancel", {"number": number, "own": own}


def suspend(number: int = 0, *, own: bool = True, heard: bool = True) -> Step:
    return "suspend", {"number": number, "own": own, "heard": heard}


def resume(number: int = 0, *, own: bool = True) -> Step:
    return "resume", {"number": number, "own": own}


def hand_over(who: str = "clerk", number: int = 0, *, right: bool = True, own: bool = True) -> Step:
    return step("hand_over", number, who, right=right, own=own)


# Two plans stand at the start, billed on 5 Nov 2026, and it is 2 May 2027; plan 0 is the other store's.
SCRIPT: list[Step] = [
    extend(1),  # no tier has ended
    open_(own_phone=False),
    open_(),
    open_(),  # open already
    cancel(),  # held
    cancel(own=False),
    step("offer"),  # not inspected
    step("ask", amount=100),
    inspect(gates=False),
    inspect(display="major"),
    step("ask", amount=900),  # above the manager's 701
    step("ask", amount=100),  # one waits
    ("grant", {"number": 0, "by": "asker"}),
    ("grant", {"number": 0, "by": "own manager"}),
    ("grant", {"number": 0, "by": "office"}),
    ("grant", {"number": 0, "by": "office"}),  # decided
    inspect(body="minor"),
    step("ask", amount=600),  # more than was deducted
    step("ask", amount=200),
    step("offer"),
    settle(code=False),
    settle(phone="dear"),
    settle(phone="old"),
    settle(phone="low"),
    settle(phone="cheap", yes=False),
    step("reverse", who="manager"),  # not settled
    settle(),
    settle(),  # settled
    step("offer"),
    open_(),
    hand_over("other_clerk"),  # nothing there
    hand_over("other_clerk", own=False),  # the other store's
    hand_over(right=False),
    suspend(),  # redeemed
    resume(),
    step("reverse", who="clerk"),
    step("reverse", who="other_manager"),
    step("reverse", who="manager"),
    wait(3),  # the last day of the tier
    open_(),
    step("refuse"),
    look(who="clerk", upheld=True),  # one's own
    wait(1),
    open_(),  # by what the refusal left held
    look(1, upheld=False),  # another is open
    step("decline"),
    look(1, upheld=False),
    inspect(1),
    step("refuse", 1),
    look(1, upheld=True),  # looked at twice
    step("decline", 1),
    extend(3),
    extend(3),  # once
    open_(),
    step("refuse", who="manager"),
    look(who="clerk", upheld=True),
    open_(1),
    inspect(),
    step("offer", who="manager"),
    settle(who="manager", phone="cheap"),
    step("reverse", who="manager"),  # the settler
    open_(),
    wait(4, nightly=False),
    step("refuse"),  # over, though no job ran
    step("decline"),
    open_(),  # a manager has to
    open_(who="other_manager"),
    wait(4, nightly=False),
    ("lapse", {}),
    step("refuse"),
    wait(30, nightly=False),
    wait(95),
    wait(95),
    wait(95),  # 5 Apr 2028: expired
    open_(),
    extend(4),  # does not reach the day
    ("sell_another", {"who": "other_clerk"}),
    cancel(),
    cancel(),  # no longer live
    extend(1),
    ("sell_another", {"who": "clerk"}),
    open_(),
    inspect(display="major"),
    step("ask", amount=100),
    suspend(own=False),
    suspend(heard=False),
    suspend(),  # rests already
    resume(own=False),
    ("grant", {"number": 0, "by": "own manager"}),  # of a plan that rests
    open_(),
    resume(),
    step("offer"),  # let go, though no worker heard of it
    open_(),  # a manager has to
    open_(who="manager"),
    wait(0),  # now they hear of it: the second claim goes on
    inspect(),
    step("offer"),
    settle(),
    hand_over(),
    step("reverse", who="manager"),  # picked up
    ("sell_another", {"who": "clerk"}),
    wait(4, nightly=False),
    extend(30, at_once=False),
    extend(1),  # grants what waits
    ("sell_another", {"who": "clerk"}),
    wait(5, nightly=False),
    extend(30, at_once=False),
    suspend(),
    resume(),
    extend(30, at_once=False),  # the first has lapsed
    cancel(),
    wait(30, nightly=False),
    wait(95, nightly=False),
]
# What chance does not promise in a short play, and the script does.
ALL_OF_IT = {
    *(f"open: {code}" for code in ("done", "claim_open", "imei_mismatch", "claim_lapsed", "outside_window", "plan_not_live")),
    *(f"inspect: {code}" for code in ("done", "gate_failed")),
    *(f"offer: {code}" for code in ("done", "claim_state")),
    *(f"settle: {code}" for code in ("done", "plan_not_live", "new_phone_not_eligible", "approval_required", "excess_not_acknowledged")),
    *(f"refuse: {code}" for code in ("done", "claim_lapsed")),
    *(f"look: {code}" for code in ("done", "self_approval", "claim_open", "claim_state")),
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
    "lapse: done",
    "expire: done",
    "sell: done",
}
EVERY_ACT = {what.partition(":")[0] for what in ALL_OF_IT} - {"grant_extension"}  # which is the second half of `extend`


@pytest.fixture
def people(clerk: Actor, manager: Actor, other_clerk: Actor, other_manager: Actor, head_office: Actor) -> People:
    return People(
        staff={"clerk": clerk, "manager": manager, "other_clerk": other_clerk, "other_manager": other_manager},
        office=head_office,
        old=sellable(srp=SRP),
        new=sellable(name="Redmi Note 10 Pro", srp=NEW, price=799),
        cheap=sellable(name="Redmi Go", srp=CHEAP, price=299),
    )


def seed_of(*, firm: bool) -> int:
    chosen = os.environ.get("LIFE_SEED")
    return int(chosen) if chosen else FIRM_SEED if firm else random.SystemRandom().randrange(10**9)


def test_each_act_is_done_and_refused_in_each_way(people: People) -> None:
    seen = follow(people, SCRIPT)
    assert ALL_OF_IT - seen.keys() == set(), seen
    assert {what for what in seen if what.startswith("settle: otp_")}


def test_nothing_is_ever_amiss(people: People, record_property: Any) -> None:
    chance = seed_of(firm=True)
    seen = play(people, lives=4, steps=30, chance=chance)
    record_property("summary", f"whole claim: {sum(seen.values())} acts, seed {chance}")
    assert sum(seen.values()) >= 80, seen


@pytest.mark.long
def test_nothing_is_ever_amiss_at_length(people: People, record_property: Any) -> None:
    chance = seed_of(firm=False)
    seen = play(people, lives=60, steps=60, chance=chance)
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


def test_a_fault_in_the_rows_is_found(clerk: Actor) -> None:
    """The control for the questions: a claim whose news are another's."""
    claim = opened(old_plan(actor=clerk), actor=clerk)
    assert found_faults() == {}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_message SET topic = 'claim.lapsed' WHERE (payload ->> 'claim_id')::bigint = %s", [claim.pk])
    assert found_faults().keys() == {"news of a claim missing, or of nothing"}
    assert len(FAULTS) >= 17
