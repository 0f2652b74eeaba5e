"""Somebody acts on their own pages while head office erases them: no point and no consent of nobody. Each has its control."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any

import pytest
from django.db import connections, transaction

from loyalty.activity.models import CheckIn
from loyalty.activity.services import check_in
from loyalty.activity.services.permission import require_member
from loyalty.ledger.queries import balances, broken
from loyalty.programme.queries import is_member
from loyalty.programme.refusals import NotMember
from loyalty.programme.services import join, joining
from tests.factories.loyalty import loyalty, member
from tests.factories.plans import AT, TODAY
from tests.factories.programme import colleague
from tests.factories.rewards import rich
from tests.foundation.crowd import until_waiting
from upgrade_program.customers.models import Customer
from upgrade_program.customers.wishes import add_wish
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import NotFound
from upgrade_program.usecases.erase import ask, grant_erasure

pytestmark = pytest.mark.django_db(transaction=True)


def while_erased(customer: Customer, head_office: Actor, act: Callable[[], Any]) -> Any:
    """What an act gave or raised that began before an erasure was committed, and came to its locks while it had them."""

    def run() -> Any:
        try:
            return act()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    asked = ask(actor=head_office, customer_id=customer.pk, reason="asked in a letter", at=AT)
    granter = colleague()
    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            grant_erasure(approval_id=asked.pk, actor=granter, at=AT, on=TODAY)
            begun = thread.submit(run)
            until_waiting()
        return begun.result(20)


def comes(customer: Customer) -> Callable[[], Any]:
    return lambda: check_in(customer_id=customer.pk, actor=Actor(role=Role.CUSTOMER, customer_id=customer.pk), at=AT)


@pytest.mark.parametrize("made", [member, rich])
def test_a_check_in_gives_nobody_a_point(head_office: Actor, made: Callable[..., Customer]) -> None:
    """With an account and without one: it waits for the erasure and finds no member."""
    customer = made()
    assert isinstance(while_erased(customer, head_office, comes(customer)), NotMember)
    assert (CheckIn.objects.count(), balances(customer.pk, at=AT).available, broken()) == (0, 0, [])


def test_control_who_was_looked_at_before_the_lock_is_nobody_by_then(head_office: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("loyalty.activity.services.check_in"), "keep_member", require_member)
    customer = member()
    assert isinstance(while_erased(customer, head_office, comes(customer)), CheckIn)
    assert balances(customer.pk, at=AT).available == 1


def joins(customer: Customer) -> Callable[[], Any]:
    actor = Actor(role=Role.CUSTOMER, customer_id=customer.pk)
    return lambda: join(customer=customer, text_version=1, language="en", actor=actor, at=AT)


def wishing() -> Customer:
    """No member, who wants to be erased."""
    loyalty()
    customer = Customer.objects.create(mobile="+919810455421", name="Asha Verma", created_at=AT)
    add_wish(customer=customer, at=AT)
    return customer


def test_nobody_becomes_a_member(head_office: Actor) -> None:
    customer = wishing()
    assert isinstance(while_erased(customer, head_office, joins(customer)), NotFound)
    assert not is_member(customer.pk)


def test_control_whoever_does_not_look_again_makes_nobody_a_member(head_office: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "_lock", lambda customer: Customer.objects.select_for_update(no_key=True).get(pk=customer.pk))
    customer = wishing()
    while_erased(customer, head_office, joins(customer))
    assert is_member(customer.pk)
