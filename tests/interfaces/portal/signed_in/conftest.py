"""A customer with a plan, on the third of May 2027; and everything a refusal must leave as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine

from tests.factories.loyalty import loyalty
from tests.factories.plans import AT, sold
from tests.factories.rewards import rich
from tests.loyalty.spending.purse import hear
from upgrade_program.customers.models import Customer, CustomerSession
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan


@pytest.fixture(autouse=True)
def _third_of_may() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def plan(clerk: Actor) -> Plan:
    """Farhan Ali's, sold today at DL01."""
    return sold(actor=clerk)


@pytest.fixture
def customer(plan: Plan) -> Customer:
    return plan.customer


@pytest.fixture
def sessions() -> Callable[[], list[dict[str, Any]]]:
    """Every row of every customer's session, to see that nothing has changed."""
    return lambda: list(CustomerSession.objects.order_by("id").values())


@pytest.fixture
def asha() -> Customer:
    """A member with 1,000 points."""
    return rich(1000, name="Asha Verma", email="asha@example.in")


@pytest.fixture
def bought(clerk: Actor) -> Plan:
    """A member's plan with a phone of ₹13,999, its points heard of and pending."""
    loyalty()
    plan = sold(actor=clerk, loyalty_consent_version=1)
    hear(AT)
    return plan
