"""Many points in one sale need a yes from the member's own phone. Prices of today never reach 500: the line is drawn at 100 here."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from loyalty.spending import codes
from tests.factories.codes import another, newest_code
from tests.factories.plans import AT, TODAY
from tests.loyalty.spending.purse import MOBILE, PRICE, has, rich, with_points
from upgrade_program.kernel.actor import Actor
from upgrade_program.messaging.models import Message
from upgrade_program.usecases.points import confirm, send_code
from upgrade_program.usecases.sell import sell

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _from_a_hundred(monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes.CODE_FROM == 500
    monkeypatch.setattr(codes, "CODE_FROM", 100)


def asked(actor: Actor, amount: int = 100) -> str:
    send_code(actor=actor, mobile=MOBILE, amount=Decimal(amount), price=PRICE, address="203.0.113.9", at=AT)
    return newest_code(at=AT)


def test_the_members_code_lets_them_be_spent_once(clerk: Actor, refused) -> None:
    farhan = rich(1000)
    code, order = asked(clerk), with_points(100)
    assert Message.objects.latest("id").slots["act"] == "Pay with 100 points"
    confirm(actor=clerk, order=order, code=code, at=AT, on=TODAY)
    sell(actor=clerk, order=order, at=AT, on=TODAY)
    assert has(farhan) == (0, 900, 0, 0)
    again = with_points(100)
    with refused("otp_expired", field="otp"):
        sell(actor=clerk, order=again, at=AT, on=TODAY)


def test_without_a_code_nothing_is_sold(clerk: Actor, refused) -> None:
    rich(1000)
    order = with_points(100)
    with refused("otp_wrong", field="otp"):
        sell(actor=clerk, order=order, at=AT, on=TODAY)
    code = asked(clerk)
    with refused("otp_wrong", field="otp"):
        confirm(actor=clerk, order=order, code=another(code), at=AT, on=TODAY)
    with refused("otp_wrong", field="otp"):
        sell(actor=clerk, order=order, at=AT, on=TODAY)


def test_a_code_is_for_one_number_of_points_and_one_person(clerk: Actor, other_clerk: Actor, refused) -> None:
    rich(1000)
    code = asked(clerk, 100)
    for actor, amount in ((clerk, 101), (other_clerk, 100)):
        order = with_points(amount)
        with refused("otp_expired", field="otp"):
            confirm(actor=actor, order=order, code=code, at=AT, on=TODAY)
    order = with_points(100)
    with refused("otp_expired", field="otp"):
        confirm(actor=clerk, order=order, code=code, at=AT + timedelta(minutes=6), on=TODAY)


def test_few_points_need_none(clerk: Actor, refused) -> None:
    farhan = rich(1000)
    with refused("otp_not_needed", field="amount"):
        asked(clerk, 99)
    sell(actor=clerk, order=with_points(99), at=AT, on=TODAY)
    assert has(farhan) == (0, 901, 0, 0)


def test_no_code_goes_out_for_points_that_cannot_be_spent(clerk: Actor, auditor: Actor, refused) -> None:
    rich(1000)
    with refused("points_over_share"):
        asked(clerk, 110)
    with refused("forbidden", field=None):
        asked(auditor)
    assert not Message.objects.filter(template="otp.code").exists()
