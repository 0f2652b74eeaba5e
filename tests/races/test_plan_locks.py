"""Who waits for a plan reads it as it stands once it is theirs, with the holder and the papers it has by then."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from django.db import transaction

from tests.factories.customers import CustomerFactory
from tests.factories.plans import AT, TODAY, sold, upi
from tests.foundation.crowd import at_once, until_waiting
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.enums import Change
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services.holder import put_holder
from upgrade_program.plans.services.locking import locked
from upgrade_program.plans.services.payment import receive_payment

pytestmark = pytest.mark.django_db(transaction=True)


def in_one_statement(plan_id: int) -> Plan:
    """The control: locked and read with all that is joined at once."""
    plans = Plan.objects.select_for_update(of=("self",)).select_related("store", "customer", "collection", "invoice")
    return plans.order_by().get(pk=plan_id)


def while_it_changes(plan: Plan, change: Callable[[], Any], lock: Callable[[int], Plan]) -> Any:
    """What somebody reads who has waited for the plan while it was changed."""
    changed, read = Event(), []

    def act(place: int) -> None:
        with transaction.atomic():
            if place == 0:
                change()
                changed.set()
                until_waiting()
            else:
                assert changed.wait(20)
                read.append(lock(plan.pk))

    _, said = at_once(2, act)
    return said or read[0]


@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
def test_a_plan_of_another_holder_by_now_is_there_with_them(clerk: Actor, guarded: bool) -> None:
    plan, meena = sold(actor=clerk), CustomerFactory()

    def put_right() -> None:
        put_holder(locked(plan.pk), kind=Change.CORRECTION, customer=meena, name="Meena Joshi", reason="misheard", actor=clerk, at=AT)

    found = while_it_changes(plan, put_right, locked if guarded else in_one_statement)
    if guarded:
        assert (found.customer, found.customer_name) == (meena, "Meena Joshi")
    else:
        assert isinstance(found, Plan.DoesNotExist)


@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
def test_a_plan_paid_meanwhile_is_there_with_its_invoice(clerk: Actor, guarded: bool) -> None:
    plan = sold(actor=clerk, tenders=[upi()])

    def pay() -> None:
        receive_payment(plan=plan, reference="412345678901", actor=clerk, at=AT, on=TODAY)

    found = while_it_changes(plan, pay, locked if guarded else in_one_statement)
    assert found.invoice_id is not None
    assert (found.invoice is not None) is guarded
