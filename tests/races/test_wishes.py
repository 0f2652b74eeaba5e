"""A customer presses twice to be erased: one wish. And a double press for a reward: one redemption. Each with its control."""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from loyalty.ledger.queries import broken
from loyalty.rewards.models import Redemption
from stores.clock import now
from tests.factories.customers import CustomerFactory
from tests.factories.plans import AT
from tests.factories.rewards import on_offer, rich
from tests.foundation.crowd import at_once, law
from upgrade_program.customers import wishes
from upgrade_program.customers.models import Customer, ErasureWish
from upgrade_program.customers.refusals import ErasureWished
from upgrade_program.customers.sessions import begin_session
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.usecases import erase

pytestmark = pytest.mark.django_db(transaction=True)


def wishing(customer: Customer) -> Any:
    actor = Actor(role=Role.CUSTOMER, customer_id=customer.pk)
    return at_once(5, lambda _: erase.wish(actor=actor, at=now()))


def test_asked_many_times_at_once_it_is_one_wish() -> None:
    answers = wishing(CustomerFactory())
    assert sum(isinstance(answer, ErasureWish) for answer in answers) == 1
    assert sum(isinstance(answer, ErasureWished) for answer in answers) == 4


def test_control_without_the_customers_lock_the_law_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(customer_id: int) -> None:
        time.sleep(0.05)

    monkeypatch.setattr(erase, "locked_customer", lambda customer_id: Customer.objects.get(pk=customer_id))
    monkeypatch.setattr(wishes, "open_wish", slowly)
    answers = wishing(CustomerFactory())
    assert "a_customer_asks_once_to_be_erased" in {law(answer) for answer in answers}
    assert ErasureWish.objects.count() == 1


@pytest.mark.parametrize(("own_keys", "had"), [(False, 1), (True, 4)])
def test_one_press_sent_many_times_is_one_reward_and_each_press_of_its_own_one(own_keys: bool, had: int) -> None:
    """The control: under keys of their own the same four requests are four."""
    customer, reward, same = rich(1000), on_offer(points=100, most=9), str(uuid4())
    key, _session = begin_session(customer=customer, at=AT)

    def press(_: int) -> int:
        client = Client()
        client.cookies[settings.CUSTOMER_COOKIE_NAME] = key
        return client.post(f"/me/rewards/{reward.key}/", {"key": str(uuid4()) if own_keys else same, "points": 100}).status_code

    with time_machine.travel(AT, tick=True):
        assert at_once(4, press) == [302] * 4
    assert Redemption.objects.count() == had
    assert broken() == []
