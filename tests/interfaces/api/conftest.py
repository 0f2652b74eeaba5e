"""Tills of every role, and one fixed instant: 3 May 2027, 11:42 in the store."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from stores.models import StaffUser
from tests.factories.plans import AT, sellable
from tests.interfaces.api.till import Till, till_of
from upgrade_program.catalog.models import Variant


@pytest.fixture(autouse=True)
def _at_a_fixed_instant() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def clock(_at_a_fixed_instant: time_machine.Traveller) -> time_machine.Traveller:
    """To move on in time."""
    return _at_a_fixed_instant


@pytest.fixture
def phone(db: None) -> Variant:
    """A Redmi Note 9 Pro 4/64: SRP ₹13,999, plan ₹549."""
    return sellable()


@pytest.fixture
def nobody(db: None) -> Till:
    return Till()


@pytest.fixture
def till(clerk_user: StaffUser, phone: Variant) -> Till:
    """The clerk's till at DL01, with a phone to sell a plan on."""
    return till_of(clerk_user)


@pytest.fixture
def manager_till(manager_user: StaffUser, phone: Variant) -> Till:
    return till_of(manager_user)


@pytest.fixture
def other_till(other_clerk_user: StaffUser, phone: Variant) -> Till:
    """The clerk's till at MH01."""
    return till_of(other_clerk_user)


@pytest.fixture
def other_manager_till(other_manager_user: StaffUser, phone: Variant) -> Till:
    return till_of(other_manager_user)


@pytest.fixture
def head_office_till(head_office_user: StaffUser, phone: Variant) -> Till:
    return till_of(head_office_user)


@pytest.fixture
def auditor_till(auditor_user: StaffUser, phone: Variant) -> Till:
    return till_of(auditor_user)
