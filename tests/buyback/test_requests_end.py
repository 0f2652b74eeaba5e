"""What was asked for a plan or its claim, and still waits when the plan ends or rests, ends with it in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from stores.clock import local_day
from tests.buyback.acts import ask_extension, ask_override, grant_extension, grant_override, indian, refused
from tests.factories.claims import CLEAN, inspected, offered, old_plan, settled
from tests.factories.life import asked_swap, suspended
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.services import reject, withdraw
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import (
    cancel_plan,
    cancellation,
    expire_due_plans,
    grant_swap,
    redemption,
    resume_plan,
)

pytestmark = pytest.mark.django_db
LAST_OF_TIER_1, LAST_OF_ALL = date(2027, 5, 5), date(2028, 2, 5)
DAY = timedelta(days=1)
AT = indian(LAST_OF_TIER_1 + DAY)  # an extension may be asked for
AFTER = indian(LAST_OF_ALL + DAY)
People = dict[str, Actor]


@pytest.fixture
def people(clerk: Actor, manager: Actor) -> People:
    return {"clerk": clerk, "manager": manager}


@pytest.fixture
def plan(clerk: Actor) -> Plan:
    return old_plan(actor=clerk)


def state_of(asked: int) -> tuple[str, datetime | None]:
    row = Approval.objects.get(pk=asked)
    return row.state, row.decided_at


def extension(plan: Plan, people: People, at: datetime = AT) -> int:
    return ask_extension(plan, 3, actor=people["clerk"], at=at).pk


def exchange(plan: Plan, people: People, at: datetime = AT) -> int:
    return asked_swap(plan, actor=people["clerk"], at=at).approval_id


def cancel(plan: Plan, people: People, at: datetime = AT) -> Plan:
    return cancel_plan(plan=plan, reason="keyed twice", ground=Ground.STORE_ERROR, actor=people["manager"], at=at, on=local_day(at))


def suspend(plan: Plan, people: People, at: datetime = AT) -> Plan:
    return suspended(plan, actor=people["manager"], at=at)


def redeem(plan: Plan, people: People, at: datetime = AT) -> Any:
    return settled(offered(plan, actor=people["clerk"], at=at), actor=people["clerk"], at=at)


def granting(ask: Callable[..., int], asked: int, people: People, at: datetime = AT) -> Callable[[], Any]:
    if ask is exchange:
        return lambda: grant_swap(approval_id=asked, actor=people["manager"], at=at, on=local_day(at))
    return lambda: grant_extension(Approval.objects.get(pk=asked), actor=people["manager"], at=at)


@pytest.mark.parametrize("end", [cancel, suspend, redeem])
@pytest.mark.parametrize(("ask", "code"), [(extension, "plan_not_live"), (exchange, "approval_decided")])
def test_a_plan_takes_what_waits_along_and_nobody_decides_it_any_more(plan, people, ask, code, end) -> None:
    asked = ask(plan, people)
    end(plan, people)
    assert state_of(asked) == ("lapsed", AT)
    refused(granting(ask, asked, people), code)
    refused(lambda: reject(approval_id=asked, actor=people["manager"], at=AT, note="late"), "approval_decided")
    refused(lambda: withdraw(approval_id=asked, actor=people["clerk"], at=AT), "approval_decided")


def test_both_that_wait_lapse_and_those_of_other_plans_stay(plan, clerk, people) -> None:
    other = old_plan(actor=clerk, phone_invoice_number="B/2", customer_mobile="98104 55422")
    asked = [extension(plan, people), exchange(plan, people)]
    elsewhere = [extension(other, people), exchange(other, people)]
    cancel(plan, people)
    assert {state_of(one)[0] for one in asked} == {"lapsed"}
    assert {state_of(one) for one in elsewhere} == {("waiting", None)}


def test_what_was_decided_before_stays_as_it_was(plan, people) -> None:
    asked = exchange(plan, people)
    reject(approval_id=asked, actor=people["manager"], at=AT, note="no paper")
    cancel(plan, people, at=AT + DAY)
    assert state_of(asked) == ("rejected", AT)


def test_a_plan_that_rested_may_be_asked_about_again(plan, people) -> None:
    first = exchange(plan, people)
    suspend(plan, people)
    resume_plan(plan=plan, reason="found", actor=people["manager"], at=AT, on=local_day(AT))
    refused(granting(exchange, first, people), "approval_decided")
    granting(exchange, exchange(plan, people), people)()
    granting(extension, extension(plan, people), people)()
    assert Plan.objects.get(pk=plan.pk).held_percent == 70


def test_expiry_ends_an_exchange_and_leaves_the_extension_that_may_undo_it(plan, people) -> None:
    moot = exchange(plan, people, at=indian(LAST_OF_ALL))
    asked = extension(plan, people, at=AFTER)
    assert expire_due_plans(on=local_day(AFTER), at=AFTER) == 1
    assert state_of(moot) == ("lapsed", AFTER)
    assert state_of(asked) == ("waiting", None)
    refused(granting(exchange, moot, people, at=AFTER), "approval_decided")
    granting(extension, asked, people, at=AFTER)()
    assert Plan.objects.get(pk=plan.pk).status == "active"


def test_an_override_of_a_claim_past_its_day_ends_with_the_plan(plan, clerk, people) -> None:
    claim = inspected(plan, actor=clerk, at=indian(LAST_OF_TIER_1), answers=CLEAN | {"display": "major"})
    asked = ask_override(claim, 500, actor=clerk, at=indian(LAST_OF_TIER_1))
    late = indian(LAST_OF_TIER_1 + 4 * DAY)  # the hold is over, no job has recorded the claim's lapse
    cancel(plan, people, at=late)
    assert state_of(asked.pk) == ("lapsed", late)
    refused(lambda: grant_override(asked, actor=people["manager"], at=late), "claim_lapsed")


def test_an_override_on_a_resting_plan_is_not_granted_and_ends_with_its_claim(plan, clerk, people) -> None:
    claim = inspected(plan, actor=clerk, at=AT, answers=CLEAN | {"display": "major"})
    asked = ask_override(claim, 500, actor=clerk, at=AT)
    suspend(plan, people)
    refused(lambda: grant_override(asked, actor=people["manager"], at=AT), "plan_not_live")
    while deliver_due(at=AT):
        pass
    assert state_of(asked.pk) == ("lapsed", AT)
    refused(lambda: grant_override(asked, actor=people["manager"], at=AT), "claim_lapsed")


@pytest.mark.parametrize("ask", [extension, exchange])
def test_an_act_that_fails_leaves_it_waiting(plan, people, monkeypatch, ask) -> None:
    asked = ask(plan, people)
    monkeypatch.setattr(cancellation, "audit", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cancel(plan, people)
    assert state_of(asked) == ("waiting", None)
    granting(ask, asked, people)()


@pytest.mark.parametrize(("end", "room"), [(cancel, cancellation), (redeem, redemption)])
@pytest.mark.parametrize("ask", [extension, exchange])
def test_the_database_ends_what_an_act_forgets(plan, people, monkeypatch, ask, end, room) -> None:
    monkeypatch.setattr(room, "lapse_approvals", lambda **_: 0)
    asked = ask(plan, people)
    end(plan, people)
    assert state_of(asked) == ("lapsed", AT)


def test_without_both_a_request_waits_for_a_plan_that_is_over(plan, people, monkeypatch) -> None:
    """The control: neither the act's own word nor the trigger."""
    monkeypatch.setattr(cancellation, "lapse_approvals", lambda **_: 0)
    asked = extension(plan, people)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the commit would be in the way
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_requests_end_with_their_plan%'")
        cursor.execute(f"ALTER TABLE plans_plan DISABLE TRIGGER {cursor.fetchone()[0]}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    cancel(plan, people)
    assert state_of(asked) == ("waiting", None)
