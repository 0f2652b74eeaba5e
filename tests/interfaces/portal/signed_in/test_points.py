"""A member's points on their own pages: what they have, the day's check-in, joining; nobody else's."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from loyalty.activity.models import CheckIn
from loyalty.ledger.models import Entry
from loyalty.programme.queries import is_member
from loyalty.programme.services import buy_membership, leave
from tests.factories.customers import CustomerFactory
from tests.factories.loyalty import loyalty, member
from tests.factories.plans import AT, TODAY
from tests.factories.portal import signed_in
from tests.factories.rewards import rich
from tests.interfaces.counter.pages import text_of
from tests.interfaces.portal.signed_in.points import POINTS, read
from tests.loyalty.rewards.acts import every_row
from tests.loyalty.spending.purse import given
from upgrade_program.customers.models import Consent, Customer
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db


def act(client: Client, **sent: object):
    return client.post(POINTS, sent)


def test_what_a_member_has_and_lacks(asha: Customer) -> None:
    given(asha, 64, ends=AT + timedelta(days=28))
    page = read(signed_in(asha))
    for words in (
        "Can be used 1,064 worth ₹1,064 off a bill at our stores",
        "End next 64 after 31 May 2027",
        "Pending 0",
        "Your status",
        "Paid membership You have none. It costs ₹25 a month",
    ):
        assert words in page


def test_pending_points_say_from_when_they_count(bought: Plan) -> None:
    page = read(signed_in(bought.customer))
    assert "Pending 189 189 can be used from 11 May 2027" in page  # 139 for the phone, 50 for the plan
    assert "189 of 500 that count for it." in page
    assert "311 points more for Silver" in page


def test_what_is_said_of_whoever_is_no_member(plan: Plan) -> None:
    loyalty()
    page = read(signed_in(plan.customer))
    assert "You are not a member yet" in page
    assert "Can be used" not in page
    assert "Check in for" not in page
    assert read(signed_in(plan.customer), "/me/points/history/").count("No points yet") == 1


def test_joining_takes_the_words_and_a_tick(plan: Plan) -> None:
    loyalty()
    customer, client = plan.customer, signed_in(plan.customer)
    assert "I want to be a member of the loyalty programme" in read(client)
    (tick,) = re.findall(r'<input[^>]*name="consent"[^>]*>', client.get(POINTS).content.decode())
    assert "checked" not in tick
    before = every_row()
    for sent, status in (
        ({"version": "1", "language": "en"}, 422),
        ({"consent": "on", "version": "2", "language": "en"}, 422),
        ({"consent": "on", "version": "1", "language": "ta"}, 422),
        ({"consent": "on", "version": "nonsense", "language": "en"}, 422),
        ({"consent": "on"}, 422),
    ):
        assert act(client, act="join", **sent).status_code == status
    assert every_row() == before
    assert not is_member(customer.pk)
    answer = act(client, act="join", consent="on", version="1", language="en")
    assert (answer.status_code, answer.url, is_member(customer.pk)) == (302, POINTS, True)
    consent = Consent.objects.get(customer=customer, text__purpose="loyalty")
    assert (consent.store, consent.staff, consent.given_at) == (None, None, AT)
    assert AuditRow.objects.get(verb="loyalty.joined").actor_role == "customer"
    act(client, act="join", consent="on", version="1", language="en")
    assert Consent.objects.filter(customer=customer, text__purpose="loyalty").count() == 1


def test_one_check_in_a_day_with_its_streak(asha: Customer) -> None:
    client = signed_in(asha)
    assert "Check in for 1 point" in read(client)
    assert act(client, act="check_in").url == POINTS
    page = read(client)
    for words in ("1 day in a row", "5 more points in 6 days", "Done for today", "Daily check-in 3 May 2027 +1"):
        assert words in page
    before = every_row()
    answer = act(client, act="check_in")
    assert answer.status_code == 409
    assert "You have checked in today already. Come back tomorrow." in text_of(answer.content.decode())
    assert every_row() == before
    tomorrow = AT + timedelta(days=1)
    with time_machine.travel(tomorrow, tick=False):
        act(signed_in(asha, at=tomorrow), act="check_in")
        assert "2 days in a row" in read(signed_in(asha, at=tomorrow))
    assert list(CheckIn.objects.order_by("day").values_list("streak", "store")) == [(1, None), (2, None)]


def test_who_is_no_member_checks_in_nowhere(plan: Plan) -> None:
    loyalty()
    client = signed_in(plan.customer)
    before = every_row()
    answer = act(client, act="check_in")
    assert (answer.status_code, every_row()) == (409, before)
    assert "You are not a member now" in text_of(answer.content.decode())


def test_who_left_keeps_what_was_earned_and_may_come_again(asha: Customer) -> None:
    leave(customer=asha, actor=Actor(role=Role.CUSTOMER), at=AT)
    page = read(signed_in(asha))
    assert "Yours, for rewards 1,000 You left on 3 May 2027: no bill takes them until you join again" in page
    assert "What you earned stays yours through its last day, for rewards." in page
    for words in ("Can be used", "off a bill", "any of our stores sells it", "Your status"):
        assert words not in page
    assert act(signed_in(asha), act="check_in").status_code == 409
    act(signed_in(asha), act="join", consent="on", version="1", language="en")
    assert is_member(asha.pk)
    assert "Can be used 1,000 worth ₹1,000 off a bill at our stores" in read(signed_in(asha))


@pytest.mark.parametrize("sent", [{}, {"act": "everything"}, {"act": "\x00"}, {"act": "leave"}])
def test_what_is_not_an_act_changes_nothing(asha: Customer, sent: dict[str, str]) -> None:
    client, before = signed_in(asha), every_row()
    assert (act(client, **sent).status_code, every_row()) == (422, before)


@pytest.mark.parametrize(("points", "words"), [
    (49, "Can be used 49 1 point more, and they pay part of a bill at our stores: it takes 50 at least"),
    (20, "Can be used 20 30 points more, and they pay part of a bill at our stores: it takes 50 at least"),
    (50, "Can be used 50 worth ₹50 off a bill at our stores"),
])  # fmt: skip
def test_too_few_points_are_worth_nothing_yet_and_say_what_is_missing(points: int, words: str) -> None:
    client = signed_in(rich(points))
    page = read(client)
    assert words in page
    assert ("worth" in page) is (points >= 50)
    client.post("/language/", {"language": "hi", "next": "/"})
    assert ("पॉइंट और, फिर इनसे हमारे स्टोर पर बिल का हिस्सा चुकाया जा सकता है: कम से कम 50 चाहिए" in read(client)) is (points < 50)


@pytest.mark.parametrize("address", [POINTS, "/me/points/history/", "/me/missions/", "/me/board/", "/me/rewards/"])
def test_strangers_are_led_to_the_sign_in_page_and_nothing_is_kept(asha: Customer, address: str) -> None:
    answer = Client().get(address)
    assert (answer.status_code, answer.url.startswith("/sign-in/")) == (302, True)
    mine = signed_in(asha).get(address)
    assert mine.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert mine.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"


def test_a_form_from_elsewhere_checks_nobody_in(asha: Customer) -> None:
    strict = signed_in(asha, client=Client(enforce_csrf_checks=True))
    assert (strict.post(POINTS, {"act": "check_in"}).status_code, CheckIn.objects.count()) == (403, 0)


def test_in_hindi(bought: Plan) -> None:
    client = signed_in(bought.customer)
    client.post("/language/", {"language": "hi", "next": "/"})
    page = read(client)
    for words in ("पॉइंट", "189 पॉइंट 11 मई 2027 से", "1 पॉइंट के लिए हाज़िरी लगाएँ"):
        assert words in page
    phone = Entry.objects.get(rule__startswith="phone_bill")
    assert "11 मई 2027 से 31 मई 2028 तक इस्तेमाल हो सकते हैं" in read(client, f"/me/points/{phone.pk}/")
    stranger = signed_in(CustomerFactory())
    stranger.post("/language/", {"language": "hi", "next": "/"})
    assert "मैं लॉयल्टी कार्यक्रम का सदस्य बनना चाहता/चाहती हूँ" in read(stranger)


def test_a_paid_membership_says_through_when(clerk: Actor) -> None:
    ravi = member()
    buy_membership(customer=ravi, months=6, expected_amount=Decimal(150), actor=clerk, at=AT, on=TODAY)
    assert "Paid through 2 Nov 2027" in read(signed_in(ravi))
