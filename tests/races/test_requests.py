"""A grant against the cancellation of its plan: whichever comes first is done, and no request waits for a plan that has ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from threading import Thread
from time import sleep
from typing import Any

import pytest
from django.db import IntegrityError, connections

from tests.buyback.acts import ask_extension, grant_extension, indian
from tests.factories.claims import old_plan
from tests.factories.life import asked_swap
from tests.factories.plans import TODAY
from tests.races.together import by_turns_then_at_once
from upgrade_program.buyback.services import overriding
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.audit.queries import chains, faults
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import cancel_plan, grant_swap, swap

pytestmark = pytest.mark.django_db(transaction=True)
ON = TODAY.replace(day=6)  # the first tier ended on the day before
AT = indian(ON)
ROUNDS = 16


def cancelling(plan: Plan, manager: Actor) -> Callable[[], Any]:
    return lambda: cancel_plan(plan=plan, reason="keyed twice", ground=Ground.STORE_ERROR, actor=manager, at=AT, on=ON)


def extending(plan: Plan, clerk: Actor, manager: Actor) -> tuple[int, Callable[[], Any]]:
    asked = ask_extension(plan, 3, actor=clerk, at=AT)
    return asked.pk, lambda: grant_extension(asked, actor=manager, at=AT)


def exchanging(plan: Plan, clerk: Actor, manager: Actor) -> tuple[int, Callable[[], Any]]:
    asked = asked_swap(plan, actor=clerk, at=AT)
    return asked.approval_id, lambda: grant_swap(approval_id=asked.approval_id, actor=manager, at=AT, on=ON)


def alone(act: Callable[[], Any], *, delay: float) -> Callable[[Callable[[], None]], str]:
    """On a connection of its own, from behind the barrier, a moment later; gives the refusal's code, or nothing."""

    def run(before: Callable[[], None]) -> str:
        try:
            before()
            sleep(delay)
            act()
        except Refused as no:
            return no.code
        finally:
            connections.close_all()
        return ""

    return run


@pytest.mark.parametrize(
    ("asking", "too_late", "cancelled_after"),
    [(extending, {"plan_not_live"}, {"claim_open"}), (exchanging, {"approval_decided", "plan_not_live"}, {""})],
)
def test_granted_or_cancelled(clerk, manager, asking, too_late, cancelled_after) -> None:
    """A held plan is not cancelled; one that was exchanged is, with its new handset."""
    ends: Counter[str] = Counter()
    for place in range(ROUNDS):
        plan = old_plan(actor=clerk, phone_invoice_number=f"R/{place}", customer_mobile=f"98104 666{place:02}")
        asked, grant = asking(plan, clerk, manager)
        early, late = (0, 0.04) if place % 4 == 0 else (0.04, 0) if place % 4 == 1 else (place * 0.001, 0)
        acts = [alone(grant, delay=early), alone(cancelling(plan, manager), delay=late)]
        granted, cancelled = by_turns_then_at_once(place, acts)
        state = Approval.objects.get(pk=asked).state
        if granted:
            assert (granted in too_late, cancelled, state) == (True, "", "lapsed")
        else:
            assert (cancelled in cancelled_after, state) == (True, "granted")
        assert (Plan.objects.get(pk=plan.pk).status == "cancelled") is (cancelled == "")
        ends["cancelled first" if granted else "granted first"] += 1
    assert [fault for chain in chains() for fault in faults(chain)] == []
    print(f"of {ROUNDS} races: {dict(ends)}")
    assert len(ends) == 2, "the two acts never changed places"


def let_in(act: Callable[[], Any], look: Callable[[int], Plan]) -> Callable[[int], Plan]:
    """Look at the plan without its lock, and let somebody else in before deciding on what was seen."""

    def unlocked(plan_id: int) -> Plan:
        seen = Plan.objects.select_related("store", "customer", "collection", "invoice").get(pk=plan_id)
        other = Thread(target=lambda: (act(), connections.close_all()))
        other.start()
        other.join(20)
        return seen

    return unlocked


@pytest.mark.parametrize(
    ("asking", "room", "name", "law"),
    [(extending, overriding, "locked_plan", "a_plan_takes_legal_steps_only"),
     (exchanging, swap, "locked", "a_swap_starts_from_the_plans_handset")],
)  # fmt: skip
def test_without_the_plans_lock_only_the_law_stands_between(clerk, manager, monkeypatch, asking, room, name, law) -> None:
    """The control: an act that decides on what it read goes on although the plan was cancelled meanwhile, until the database says no."""
    plan = old_plan(actor=clerk)
    asked, grant = asking(plan, clerk, manager)
    monkeypatch.setattr(room, name, let_in(cancelling(plan, manager), getattr(room, name)))
    monkeypatch.setattr(room, "require_waiting", lambda approval: None, raising=False)
    with pytest.raises(IntegrityError) as no:
        grant()
    assert no.value.__cause__.diag.constraint_name == law
    assert (Plan.objects.get(pk=plan.pk).status, Approval.objects.get(pk=asked).state) == ("cancelled", "lapsed")
