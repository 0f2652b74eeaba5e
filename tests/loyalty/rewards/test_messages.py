"""What a member is told of a redemption: what was committed, in their language, once; the code stands in no table of messages."""

from __future__ import annotations

import json

import pytest
from django.db import transaction
from pytest_django import Settings

from loyalty.rewards.models import Redemption
from loyalty.rewards.services import cancel_redemption, renew_link
from loyalty.rewards.subscribers import tell_redeemed
from tests.factories.plans import AT
from tests.factories.rewards import goods, had, on_offer, rich
from tests.loyalty.rewards.acts import told
from upgrade_program.foundation.outbox.models import Message as News
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused
from upgrade_program.messaging.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://upgrade.example.in"


def code_of(row: Redemption) -> str:
    assert row.code is not None
    return row.code.code


def test_the_code_comes_by_sms_and_e_mail(clerk: Actor) -> None:
    row = had(on_offer(points=250, good_days=90), rich(email="farhan@example.in"), actor=clerk)
    assert told("reward.redeemed") == [
        f"Case voucher for 250 points: your code is {code_of(row)}, good until: 1 Aug 2027. Redemption {row.written}."
        " Not you? Ask any Smart Upgrade store."
    ]
    [mail] = told("reward.redeemed", channel="email")
    for line in ("Dear Farhan Ali,", "250 points left your account for Case voucher.", f"Your code: {code_of(row)}", row.written):
        assert line in mail


def test_in_hindi(clerk: Actor) -> None:
    row = had(on_offer(points=250), rich(language="hi"), actor=clerk)
    [said] = told("reward.redeemed")
    assert said.startswith(f"250 पॉइंट में कवर वाउचर: आपका कोड {code_of(row)}, मान्य: कोई अंत नहीं।")


def test_goods_come_as_a_link(clerk: Actor) -> None:
    wallpapers, _ = goods(points=40)
    row = had(wallpapers, rich(), actor=clerk)
    [said] = told("reward.goods")
    assert said == (
        f"Wallpapers for 40 points. Download: https://upgrade.example.in/g/{row.links.get().token}/ Redemption {row.written}."
        " Not you? Ask any Smart Upgrade store."
    )


def test_a_refusal_and_an_act_undone_tell_nothing(clerk: Actor) -> None:
    voucher, poor, customer = on_offer(), rich(1), rich()
    with pytest.raises(Refused):
        had(voucher, poor, actor=clerk)
    with transaction.atomic():
        had(voucher, customer, actor=clerk)
        transaction.set_rollback(True)  # the till lost its power
    assert told("reward.redeemed") == []


def test_hearing_it_twice_tells_it_once(clerk: Actor) -> None:
    had(on_offer(), rich(), actor=clerk)
    news = News.objects.get(topic="reward.redeemed").payload
    deliver_due(at=AT)
    tell_redeemed(news, at=AT)
    assert len(told("reward.redeemed")) == 1


def test_no_table_of_messages_or_news_holds_the_code_or_the_link(clerk: Actor) -> None:
    row = had(on_offer(), rich(), actor=clerk)
    wallpapers, _ = goods()
    token = had(wallpapers, rich(), actor=clerk).links.get().token
    while deliver_due(at=AT):
        pass
    kept = json.dumps([list(Message.objects.values_list("slots", "secret")), list(News.objects.values_list("payload"))])
    assert code_of(row) not in kept
    assert token not in kept


def test_what_was_taken_back_before_it_was_told_tells_only_that(clerk: Actor, manager: Actor) -> None:
    row = had(on_offer(points=250), rich(), actor=clerk)
    cancel_redemption(number=row.number, reason="wrong reward", actor=manager, at=AT)
    assert told("reward.redeemed") == []
    assert told("reward.cancelled") == [
        f"Smart Upgrade redemption {row.written} was cancelled: 250 points for Case voucher are back in your account."
        " Its code counts no more."
    ]


def test_the_link_of_the_moment_of_sending_is_told(clerk: Actor) -> None:
    wallpapers, _ = goods()
    row = had(wallpapers, rich(), actor=clerk)
    new = renew_link(redemption=row, actor=clerk, at=AT)
    [said] = told("reward.goods")
    assert new.token in said
