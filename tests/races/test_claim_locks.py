"""Who acts on a claim waits for its plan first, then for the claim, in one statement, and is told both as they stand by then."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction

from tests.factories.claims import accepted, new_phone, old_plan
from tests.factories.plans import AT
from tests.foundation.crowd import until_waiting
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.services import locking, settling_facts
from upgrade_program.foundation.database.prepared import Prepared
from upgrade_program.kernel.actor import Actor

pytestmark = pytest.mark.django_db(transaction=True)
WAYS = pytest.mark.parametrize("way", ["settling", "any other act"])
NOTHING = "SELECT %s"
REST = "UPDATE plans_plan SET status = 'suspended' WHERE id = %s"
CROWD = 8


@pytest.fixture
def claim(clerk: Actor) -> Claim:
    return accepted(old_plan(actor=clerk), actor=clerk)


def while_it_waits(claim: Claim, clerk: Actor, *, way: str, change: str, amid: Callable[[], Any] = lambda: None) -> Claim:
    """The claim as an act has it that had to wait for the plan: `amid` runs meanwhile, and whom it waits for commits `change`."""
    phone, told, store_id = new_phone(), list[Claim | None](), clerk.store_id
    assert store_id is not None

    def ask() -> None:
        try:
            with transaction.atomic():
                if way == "settling":
                    told.append(settling_facts.settlement_facts(number=claim.number, new_phone=phone, store_id=store_id, at=AT).claim)
                else:
                    told.append(locking.locked(actor=clerk, number=claim.number))
        finally:
            connections.close_all()

    thread = threading.Thread(target=ask)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM plans_plan WHERE id = %s FOR UPDATE", [claim.plan_id])
        thread.start()
        until_waiting()
        amid()
        cursor.execute(change, [claim.plan_id])
    thread.join(60)
    assert told
    assert told[0] is not None
    return told[0]


def is_free(claim: Claim) -> bool:
    """Whether nobody has locked the claim's row."""
    looking = connections.create_connection("default")
    try:
        with looking.cursor() as cursor:
            cursor.execute("SELECT 1 FROM buyback_claim WHERE id = %s FOR UPDATE NOWAIT", [claim.pk])
    except OperationalError:
        return False
    finally:
        looking.close()
    return True


@WAYS
def test_it_waits_for_the_plan_without_holding_the_claim(claim: Claim, clerk: Actor, way: str) -> None:
    free = list[bool]()
    while_it_waits(claim, clerk, way=way, change=NOTHING, amid=lambda: free.append(is_free(claim)))
    assert free == [True]


@WAYS
def test_control_in_the_other_order_it_holds_the_claim(claim: Claim, clerk: Actor, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    turned, free = "FOR UPDATE OF claim, plan", list[bool]()
    monkeypatch.setattr(settling_facts, "_FACTS", Prepared("settling_turned", f"{settling_facts.ASK} {turned}", settling_facts.TYPES))
    monkeypatch.setattr(locking, "_LOCKED", Prepared("locked_turned", f"{locking.LOCKED} {turned}", {"number": "text"}))
    while_it_waits(claim, clerk, way=way, change=NOTHING, amid=lambda: free.append(is_free(claim)))
    assert free == [False]


@WAYS
def test_it_is_told_of_the_claim_as_the_one_before_left_it(claim: Claim, clerk: Actor, way: str) -> None:
    declined = (
        "WITH plan AS (UPDATE plans_plan SET held_until = NULL, held_percent = NULL WHERE id = %s RETURNING id) UPDATE buyback_claim"
        " SET state = 'declined', reason = 'no', ended_at = opened_at, ended_by_id = opened_by_id FROM plan WHERE plan_id = plan.id"
    )
    found = while_it_waits(claim, clerk, way=way, change=declined)
    assert (found.state, found.reason, found.plan.status, found.plan.held_until) == ("declined", "no", "active", None)


@WAYS
def test_it_is_told_of_the_plan_as_the_one_before_ended_it(claim: Claim, clerk: Actor, way: str) -> None:
    assert while_it_waits(claim, clerk, way=way, change=REST).plan.status == "suspended"


def losers(claim: Claim, clerk: Actor, *, queue: bool) -> list[str]:
    """How a crowd leaves that waits to settle a claim while somebody ends its plan: "together", each having heard that it lost before
    any of them has left, or "alone". One that has to `queue` would keep the rest waiting: it is sent on once they are seen to."""
    phone, store_id, told = new_phone(), clerk.store_id, list[str]()
    together = threading.Barrier(CROWD, timeout=30)
    assert store_id is not None

    def lose() -> None:
        try:
            with transaction.atomic():
                found = settling_facts.settlement_facts(number=claim.number, new_phone=phone, store_id=store_id, at=AT).claim
                assert found is not None
                assert found.plan.status == "suspended"
                together.wait()
                told.append("together")
        except threading.BrokenBarrierError:
            told.append("alone")
        finally:
            connections.close_all()

    crowd = [threading.Thread(target=lose) for _ in range(CROWD)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM plans_plan WHERE id = %s FOR UPDATE", [claim.plan_id])
        for thread in crowd:
            thread.start()
        until_waiting(CROWD)
        cursor.execute(REST, [claim.plan_id])
    if queue:
        until_waiting(CROWD + 1, or_once=lambda: together.n_waiting == 1)  # one has the lock, and waits for the others
        until_waiting(CROWD - 1)
        together.abort()
    for thread in crowd:
        thread.join(60)
    return told


def test_of_many_settlements_those_that_lose_do_not_wait_for_each_other(claim: Claim, clerk: Actor) -> None:
    assert losers(claim, clerk, queue=False) == ["together"] * CROWD


def test_control_queueing_for_the_lock_each_keeps_the_others_waiting(claim: Claim, clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling_facts, "_FACTS", settling_facts._QUEUED)
    assert losers(claim, clerk, queue=True) == ["alone"] * CROWD


def test_of_many_settlements_of_a_plan_that_lives_on_one_locks_at_a_time(claim: Claim, clerk: Actor) -> None:
    """Whoever had it in hand has changed nothing: two cannot both go on to settle."""
    phone, store_id, inside, most, lock = new_phone(), clerk.store_id, list[int](), list[int](), threading.Lock()
    assert store_id is not None

    def settle() -> None:
        try:
            with transaction.atomic():
                found = settling_facts.settlement_facts(number=claim.number, new_phone=phone, store_id=store_id, at=AT).claim
                assert found is not None
                assert found.plan.status == "active"
                with lock:
                    inside.append(1)
                    most.append(len(inside))
                time.sleep(0.02)
                with lock:
                    inside.pop()
        finally:
            connections.close_all()

    crowd = [threading.Thread(target=settle) for _ in range(CROWD)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM plans_plan WHERE id = %s FOR UPDATE", [claim.plan_id])
        for thread in crowd:
            thread.start()
        until_waiting(CROWD)
    for thread in crowd:
        thread.join(60)
    assert most == [1] * CROWD
