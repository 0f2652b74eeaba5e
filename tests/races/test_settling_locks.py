"""The question of a settlement that locks: the plan before its claim, as in every act on a claim, and both as they stand by then."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction

from tests.factories.claims import accepted, new_phone, old_plan
from tests.factories.plans import AT
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.services import settling_facts
from upgrade_program.buyback.services.settling_facts import ASK, LOCK, TYPES, SettlementFacts
from upgrade_program.foundation.database.prepared import Prepared
from upgrade_program.kernel.actor import Actor

pytestmark = pytest.mark.django_db(transaction=True)
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()"


@pytest.fixture
def claim(clerk: Actor) -> Claim:
    return accepted(old_plan(actor=clerk), actor=clerk)


def while_it_waits(claim: Claim, clerk: Actor, *, amid: Callable[[], Any], change: str) -> SettlementFacts:
    """What a settlement is told that had to wait for the plan: `amid` runs meanwhile, and the one it waits for commits `change`."""
    phone, told = new_phone(), list[Any]()

    def ask() -> None:
        try:
            with transaction.atomic():
                told.append(
                    settling_facts.settlement_facts(number=claim.number, new_phone=phone, store_id=clerk.store_id, at=AT)  # type: ignore[arg-type]
                )
        finally:
            connections.close_all()

    thread = threading.Thread(target=ask)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM plans_plan WHERE id = %s FOR UPDATE", [claim.plan_id])
        thread.start()
        eye = connections.create_connection("default")
        try:
            while not _count(eye):
                time.sleep(0.002)
        finally:
            eye.close()
        amid()
        cursor.execute(change, [claim.plan_id])
    thread.join(20)
    assert len(told) == 1
    facts: SettlementFacts = told[0]
    return facts


def _count(eye: Any) -> int:
    with eye.cursor() as cursor:
        cursor.execute(WAITS)
        return int(cursor.fetchone()[0])


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


NOTHING = "SELECT %s"


def test_it_waits_for_the_plan_without_holding_the_claim(claim: Claim, clerk: Actor) -> None:
    free = list[bool]()
    facts = while_it_waits(claim, clerk, amid=lambda: free.append(is_free(claim)), change=NOTHING)
    assert free == [True]
    assert facts.claim is not None


def test_control_in_the_other_order_it_holds_the_claim(claim: Claim, clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    turned = LOCK.replace("plan, claim", "claim, plan")
    assert turned != LOCK
    monkeypatch.setattr(settling_facts, "_FACTS", Prepared("settling_facts_turned", f"{ASK} {turned}", TYPES))
    free = list[bool]()
    while_it_waits(claim, clerk, amid=lambda: free.append(is_free(claim)), change=NOTHING)
    assert free == [False]


def test_it_is_told_of_the_claim_as_the_one_before_left_it(claim: Claim, clerk: Actor) -> None:
    declined = (
        "WITH plan AS (UPDATE plans_plan SET held_until = NULL, held_percent = NULL WHERE id = %s RETURNING id) UPDATE buyback_claim"
        " SET state = 'declined', reason = 'no', ended_at = opened_at, ended_by_id = opened_by_id FROM plan WHERE plan_id = plan.id"
    )
    facts = while_it_waits(claim, clerk, amid=lambda: None, change=declined)
    assert facts.claim is not None
    assert (facts.claim.state, facts.claim.reason, facts.claim.plan.status) == ("declined", "no", "active")


def test_it_is_told_of_a_plan_as_the_one_before_ended_it(claim: Claim, clerk: Actor) -> None:
    facts = while_it_waits(claim, clerk, amid=lambda: None, change="UPDATE plans_plan SET status = 'suspended' WHERE id = %s")
    assert facts.claim is not None
    assert facts.claim.plan.status == "suspended"
