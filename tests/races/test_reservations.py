"""Reservations at once with each other, with claims, with a cancellation and with expiry: one of them counts, and nothing is held twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction

from stores.clock import local_day
from tests.buyback.acts import indian, plan_of
from tests.buyback.claim_faults import found_faults
from tests.factories.claims import old_plan, opened
from tests.factories.plans import AT
from tests.factories.tokens import code, given_back, reserved
from tests.races.test_claims import nothing_is_broken, outcomes
from upgrade_program.buyback.models import Claim, ClaimToken
from upgrade_program.buyback.services import lapse_due_tokens, reserving
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import cancel_plan, expire_due_plans

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8
LAST_OF_ALL = date(2028, 2, 5)


def in_order() -> bool:
    return nothing_is_broken() and not found_faults()


def test_pressed_many_times_at_once_one_tier_is_reserved_once(clerk: Actor) -> None:
    plan = old_plan(actor=clerk)
    assert outcomes([lambda: reserved(plan)] * MANY) == {"done": 1, "tier_reserved": MANY - 1}
    token = ClaimToken.objects.get()
    assert (plan_of(token).held_percent, plan_of(token).held_until) == (token.percent, token.held_through)
    assert in_order()


def test_the_control_without_the_plans_lock_is_stopped_by_the_law(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two that both found nothing reserved: what the lock keeps from happening, the database refuses."""
    plan = old_plan(actor=clerk)
    both = threading.Barrier(2, timeout=20)
    found = reserving.may_reserve

    def unlocked(pk: int) -> Plan:
        return Plan.objects.select_related("store", "customer", "collection", "invoice").get(pk=pk)

    def together(*asked: Any, **named: Any) -> bool:
        said = found(*asked, **named)
        both.wait()
        return said

    monkeypatch.setattr(reserving, "locked_plan", unlocked)
    monkeypatch.setattr(reserving, "may_reserve", together)
    laws: list[str] = []

    def press() -> None:
        try:
            reserved(plan)
        except IntegrityError as no:
            laws.append(no.__cause__.diag.constraint_name)

    outcomes([press, press])
    assert (laws, ClaimToken.objects.count()) == (["a_tier_is_reserved_once_a_plan"], 1)


def test_used_at_two_counters_at_once_it_opens_one_claim(clerk: Actor, other_clerk: Actor) -> None:
    token = reserved(old_plan(actor=clerk))
    shown = code(token)
    acts = [lambda who=(clerk, other_clerk)[number % 2]: opened(token.plan, actor=who, token=shown) for number in range(MANY)]
    assert outcomes(acts) == {"done": 1, "claim_open": MANY - 1}
    assert ClaimToken.objects.get().claim == Claim.objects.get()
    assert in_order()


def test_a_reservation_and_a_claim_at_once(clerk: Actor) -> None:
    """Either the claim opens on what was reserved, or what is reserved comes too late; never two holds."""
    seen = set()
    for number in range(6):
        plan = old_plan(actor=clerk, phone_invoice_number=f"R/{number}", customer_mobile=f"98104 6660{number}")
        acts: list[Callable[[], Any]] = [partial(reserved, plan), partial(opened, plan, actor=clerk)]
        found = outcomes(acts if number % 2 else acts[::-1])
        token, claim = ClaimToken.objects.filter(plan=plan).first(), Claim.objects.get(plan=plan)
        assert found == ({"done": 2} if token else {"done": 1, "claim_open": 1})
        assert token is None or (token.state, token.claim) == ("used", claim)
        seen.add(token is not None)
    assert in_order()
    print(f"reserved before the claim or not: {seen}")


def test_given_back_and_used_at_once_is_one_of_both(clerk: Actor) -> None:
    token = reserved(old_plan(actor=clerk))
    found = outcomes([lambda: given_back(token.plan), lambda: opened(token.plan, actor=clerk, token=code(token))])
    kept = ClaimToken.objects.get()
    assert found == ({"done": 1, "nothing_reserved": 1} if kept.state == "used" else {"done": 1, "token_used": 1})
    assert in_order()


def test_a_reservation_and_a_cancellation_at_once(clerk: Actor, manager: Actor) -> None:
    for number in range(4):
        plan = old_plan(actor=clerk, phone_invoice_number=f"R/{number}", customer_mobile=f"98104 6660{number}")
        how = {"reason": "Phone returned", "ground": Ground.PHONE_RETURNED, "actor": manager, "at": AT, "on": local_day(AT)}
        acts: list[Callable[[], Any]] = [partial(reserved, plan), partial(cancel_plan, plan=plan, **how)]
        found = outcomes(acts if number % 2 else acts[::-1])
        status, made = Plan.objects.get(pk=plan.pk).status, ClaimToken.objects.filter(plan=plan).count()
        assert (status, made, found) in [
            ("cancelled", 0, {"done": 1, "plan_not_live": 1}),
            ("active", 1, {"done": 1, "claim_open": 1}),
        ]
    assert in_order()


def test_the_jobs_record_one_end_and_leave_nothing_held(clerk: Actor) -> None:
    """Lapse and expiry of the same plan, all at once and again."""
    token = reserved(old_plan(actor=clerk), at=indian(LAST_OF_ALL))
    late = indian(date(2028, 2, 9))
    acts: list[Callable[[], Any]] = [lambda: lapse_due_tokens(on=local_day(late), at=late)] * 4
    acts += [lambda: expire_due_plans(on=local_day(late), at=late)] * 4
    assert outcomes(acts) == {"done": 8}
    lapse_due_tokens(on=local_day(late), at=late)
    expire_due_plans(on=local_day(late), at=late)  # whose row another had in hand
    assert (ClaimToken.objects.get().state, plan_of(token).status, plan_of(token).held_until) == ("lapsed", "expired", None)
    assert in_order()


def test_reserved_in_the_last_minute_while_expiry_runs(clerk: Actor) -> None:
    """The job of the day after decides by the days: what was reserved in time is not expired under the customer's hands."""
    plan, late = old_plan(actor=clerk), indian(LAST_OF_ALL, 23, 59)
    with transaction.atomic():
        reserved(plan, at=late)
        thread = threading.Thread(target=_expire, args=(date(2028, 2, 6),))
        thread.start()
        thread.join(20)  # it skips the row in hand, and does not wait for it
        assert not thread.is_alive()
    _expire(date(2028, 2, 6))
    connection.ensure_connection()
    assert (Plan.objects.get(pk=plan.pk).status, ClaimToken.objects.get().state) == ("active", "held")


def _expire(on: date) -> None:
    try:
        expire_due_plans(on=on, at=indian(on, 0, 5))
    finally:
        if threading.current_thread() is not threading.main_thread():
            connections.close_all()
