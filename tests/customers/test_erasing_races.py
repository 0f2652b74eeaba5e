"""A person is erased while a till sells to them: never an erased holder of a live plan. Each race has its control without the guard."""

from __future__ import annotations

from threading import Event
from typing import Any

import pytest

from loyalty.ledger.queries import broken
from tests.customers.erased import MOBILE, asked, ended, known
from tests.factories.loyalty import loyalty
from tests.factories.plans import AT, TODAY, order, sellable
from tests.foundation.crowd import at_once
from upgrade_program.customers.models import Customer, Erasure
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.enums import LIVE
from upgrade_program.plans.models import Plan
from upgrade_program.plans.refusals import HoldsLivePlan
from upgrade_program.plans.services import forgetting
from upgrade_program.usecases import erase
from upgrade_program.usecases.sell import sell

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def race(clerk: Actor, manager: Actor, head_office: Actor) -> Any:
    """Sells to the person at three tills while head office grants their erasure; gives what each of them got."""
    loyalty()
    customer = known(clerk)
    ended(customer, manager=manager)
    request = asked(customer, actor=manager)
    phone = sellable()

    def one(number: int) -> Any:
        if number == 0:
            return erase.grant_erasure(approval_id=request.pk, actor=head_office, at=AT, on=TODAY)
        return sell(actor=clerk, order=order(phone, phone_invoice_number=f"TI/27/1{number:04d}"), at=AT, on=TODAY)

    return lambda: (customer, at_once(4, one))


def test_a_sale_and_an_erasure_wait_for_each_other(race: Any) -> None:
    customer, (erasure, *plans) = race()
    assert all(isinstance(plan, Plan) for plan in plans), plans
    if isinstance(erasure, Erasure):
        assert Customer.objects.get(mobile=f"+91{MOBILE}").pk != customer.pk
        assert not Plan.objects.filter(customer=customer, status__in=LIVE).exists()
    else:
        assert isinstance(erasure, HoldsLivePlan)
        assert {plan.customer_id for plan in plans} == {customer.pk}
        assert Customer.objects.get(pk=customer.pk).mobile == f"+91{MOBILE}"
    assert broken() == []


def test_without_looking_for_live_plans_the_law_refuses(race: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with the services' look switched off, and a plan sold before it, the database says no in its own name."""
    monkeypatch.setattr(erase, "require_no_live_plan", lambda customer_id: None)
    monkeypatch.setattr(forgetting, "require_no_live_plan", lambda customer_id: None)
    monkeypatch.setattr(erase, "locked_customer", lambda customer_id: _after_the_sales(customer_id))
    customer, (erasure, *plans) = race()
    assert all(isinstance(plan, Plan) for plan in plans), plans
    assert erasure.__cause__.diag.constraint_name == "a_live_plan_names_its_holder"
    assert Customer.objects.get(pk=customer.pk).mobile == f"+91{MOBILE}"


def _after_the_sales(customer_id: int) -> Customer:
    for _ in range(1200):
        if Plan.objects.filter(customer_id=customer_id, status__in=LIVE).count() == 3:
            return Customer.objects.get(pk=customer_id)
        Event().wait(0.05)
    raise AssertionError("the three sales did not come")
