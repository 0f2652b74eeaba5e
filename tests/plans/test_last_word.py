"""A word about a plan is queued while the plan goes to somebody else, or its holder wants to hear no more: of the two, the later one knows
of the earlier."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Event
from typing import Any

import pytest

from tests.factories.life import allowing_transfer, handed_on, swapped
from tests.factories.plans import AT, sold
from tests.foundation.crowd import at_once, until_waiting
from upgrade_program.buyback import subscribers as of_claims
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.messaging.models import Message
from upgrade_program.plans import subscribers
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import is_silent
from upgrade_program.usecases import consenting

pytestmark = pytest.mark.django_db(transaction=True)
GUARDED = pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])


def taken_back(plan: Plan, *, actor: Actor) -> bool:
    """By its holder, who alone can."""
    holder = Actor(role=Role.CUSTOMER, customer_id=plan.customer_id)
    return consenting.take_back(actor=holder, number=plan.number, at=AT)


def states(plan: Plan, customer_id: int) -> list[tuple[str, str]]:
    """Template and state of every SMS to a customer about a plan."""
    rows = Message.objects.filter(cause__startswith=f"plan:{plan.pk}:", customer_id=customer_id, channel="sms").order_by("id")
    return list(rows.exclude(template="plan.moved").values_list("template", "state"))


def while_it_is_told(act: Callable[[], Any], monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    """Let the act run once a subscriber has read the plan and not queued its word yet; it goes on when the act is done, or waits for it."""
    seen, done = Event(), Event()

    def look(plan: Plan) -> bool:
        silent = is_silent(plan)
        seen.set()
        until_waiting(or_once=done.is_set)
        return silent

    def interrupt() -> Any:
        assert seen.wait(60)
        try:
            return act()
        finally:
            done.set()

    for ears in (subscribers, of_claims):
        monkeypatch.setattr(ears, "is_silent", look)
        if not guarded:
            monkeypatch.setattr(ears, "keep_holder", lambda plan_id: None)
    said = at_once(2, lambda place: interrupt() if place else deliver_due(at=AT))
    assert [one for one in said if isinstance(one, Exception)] == []


@GUARDED
@pytest.mark.parametrize("act", [handed_on, taken_back])
def test_no_word_waits_for_the_holder_before_or_for_who_wants_none(
    clerk: Actor, guarded: bool, act: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = allowing_transfer(sold(actor=clerk))
    while_it_is_told(partial(act, plan, actor=clerk), monkeypatch, guarded=guarded)
    assert states(plan, plan.customer_id) == [("plan.sold", "void" if guarded else "queued")]


@GUARDED
def test_nor_does_one_of_what_came_later(clerk: Actor, manager: Actor, guarded: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = allowing_transfer(sold(actor=clerk))
    deliver_due(at=AT)
    swapped(plan, asker=clerk, granter=manager)
    while_it_is_told(partial(handed_on, plan, actor=clerk), monkeypatch, guarded=guarded)
    later = "void" if guarded else "queued"
    assert states(plan, plan.customer_id) == [("plan.sold", "void"), ("plan.swapped", later)]


def test_who_was_handed_the_plan_before_it_was_told_is_told_alone(clerk: Actor) -> None:
    plan = allowing_transfer(sold(actor=clerk))
    moved = handed_on(plan, actor=clerk)
    deliver_due(at=AT)
    assert states(plan, plan.customer_id) == []
    assert ("plan.sold", "queued") in states(plan, moved.customer_id)
