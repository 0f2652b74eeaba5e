"""Points of a plan whose holder changes: who earned and who spent them stays, and taking it back goes to them. Loyalty rules 7 and 13."""

from __future__ import annotations

import pytest

from loyalty.ledger.causes import Cause
from loyalty.ledger.services import merge
from stores.clock import local_day
from tests.factories.customers import CustomerFactory
from tests.factories.life import allowing_transfer, corrected
from tests.factories.loyalty import member
from tests.factories.plans import AT
from tests.loyalty.spending.purse import has, hear, rich, sold_with
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.enums import Change
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services.holder import put_holder
from upgrade_program.usecases.cancel import Ground, cancel, preview

pytestmark = pytest.mark.django_db


@pytest.fixture
def farhan(db: None) -> Customer:
    return rich(1000)


@pytest.fixture
def plan(farhan: Customer, clerk: Actor) -> Plan:
    """Farhan's, of which 109 points paid a part, and which gave 189."""
    sold = sold_with(109, actor=clerk)
    hear()
    assert has(farhan) == (189, 891, 0, 0)
    return sold


def cancelled(plan: Plan, manager: Actor) -> None:
    cancel(actor=manager, number=plan.number, reason="store error", at=AT, on=local_day(AT), ground=Ground.STORE_ERROR)
    hear()


@pytest.mark.parametrize("joined", [True, False])
def test_a_transfer_takes_no_points_along(plan: Plan, farhan: Customer, clerk: Actor, manager: Actor, joined: bool) -> None:
    meena = member() if joined else CustomerFactory()
    put_holder(allowing_transfer(plan), kind=Change.TRANSFER, customer=meena, name="Meena Joshi", reason="sold to her", actor=clerk, at=AT)
    hear()
    assert (has(farhan), has(meena)) == ((189, 891, 0, 0), (0, 0, 0, 0))
    told = preview(actor=manager, number=plan.number, at=AT).points
    assert (told.customer_id, told.comes_back, told.goes, told.shortfall) == (farhan.pk, 109, 189, 0)
    cancelled(plan, manager)
    assert (has(farhan), has(meena)) == ((0, 1000, 0, 0), (0, 0, 0, 0))


def test_a_corrected_mobile_leaves_the_points_where_they_were_earned_until_a_merge(
    plan: Plan, farhan: Customer, clerk: Actor, manager: Actor
) -> None:
    right = corrected(plan, actor=clerk).customer
    hear()
    assert (right.pk != farhan.pk, has(farhan), has(right)) == (True, (189, 891, 0, 0), (0, 0, 0, 0))
    merge(from_customer_id=farhan.pk, into_customer_id=right.pk, cause=Cause(source_type="merge", source_id="one person", at=AT))
    assert has(right) == (189, 891, 0, 0)
    cancelled(plan, manager)
    assert has(right) == (0, 1000, 0, 0)
