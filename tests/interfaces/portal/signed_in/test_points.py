"""A member's points on their own pages: what they have, where each came from, the day's check-in, joining; nobody else's."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from loyalty.activity.models import CheckIn
from loyalty.ledger.models import Entry
from loyalty.members.services import adjust_points
from loyalty.programme.queries import is_member
from loyalty.programme.services import buy_membership, leave
from loyalty.programme.subscribers import earn_for_plans_sold
from stores.models import Store
from tests.factories.customers import CustomerFactory
from tests.factories.loyalty import loyalty, member, phone_rule, sold_plan
from tests.factories.plans import AT, TODAY, sold
from tests.factories.portal import signed_in
from tests.factories.rewards import had, on_offer, rich
from tests.interfaces.counter.pages import text_of
from tests.loyalty.programme.acts import silver
from tests.loyalty.rewards.acts import every_row
from tests.loyalty.spending.purse import given, hear
from upgrade_program.customers.models import Consent, Customer
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.interfaces.portal.points.words import names_of, rule_of
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db
POINTS = "/me/points/"


@pytest.fixture
def asha() -> Customer:
    return rich(1000, name="Asha Verma", email="asha@example.in")


@pytest.fixture
def bought(clerk: Actor) -> Plan:
    """A member's plan with a phone of ₹13,999, its points heard of and pending."""
    loyalty()
    plan = sold(actor=clerk, loyalty_consent_version=1)
    hear(AT)
    return plan


def read(client: Client, address: str = POINTS, *, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return text_of(answer.content.decode())


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
    assert "Can be used 1,000" in page
    assert "What you earned stays yours through its last day." in page
    assert act(signed_in(asha), act="check_in").status_code == 409
    act(signed_in(asha), act="join", consent="on", version="1", language="en")
    assert is_member(asha.pk)


@pytest.mark.parametrize("sent", [{}, {"act": "everything"}, {"act": "\x00"}, {"act": "leave"}])
def test_what_is_not_an_act_changes_nothing(asha: Customer, sent: dict[str, str]) -> None:
    client, before = signed_in(asha), every_row()
    assert (act(client, **sent).status_code, every_row()) == (422, before)


def test_the_passport_names_bill_rule_and_last_day(bought: Plan) -> None:
    client = signed_in(bought.customer)
    history = client.get("/me/points/history/").content.decode()
    phone = Entry.objects.get(rule__startswith="phone_bill")
    assert f'href="/me/points/{phone.pk}/"' in history
    page = client.get(f"/me/points/{phone.pk}/").content.decode()
    for words in (
        "Phone bought +139 3 May 2027 · pending",
        "139 from 3 May 2027",
        f"{bought.device}, bill {bought.phone_invoice_number}",
        "₹13,999 → 139.99 → 139",
        "rule: the bill of a phone, version 1",
        "can be used from 11 May 2027 through 31 May 2028",
    ):
        assert words in text_of(page)
    assert f'href="/me/plans/{bought.number}/"' in page


def test_points_that_can_be_used_are_called_pending_no_more(bought: Plan) -> None:
    phone = Entry.objects.get(rule__startswith="phone_bill")
    later = AT + timedelta(days=8)
    with time_machine.travel(later, tick=False):
        client = signed_in(bought.customer, at=later)
        assert "pending" not in read(client, f"/me/points/{phone.pk}/") + read(client, "/me/points/history/")


def test_the_passport_says_the_rules_version_not_its_row(bought: Plan) -> None:
    rule = phone_rule(version=7)
    phone = Entry.objects.get(rule__startswith="phone_bill")
    assert rule.pk != 7
    entry = Entry(kind="earn", source_type="plan", rule=f"{rule.key}:{rule.pk}")
    assert rule_of(entry, names_of([entry], language="en")) == "rule: a phone of the month, version 7"
    assert "rule: the bill of a phone, version 1" in read(signed_in(bought.customer), f"/me/points/{phone.pk}/")


def in_hindi(customer: Customer, *, at: datetime = AT) -> Client:
    client = signed_in(customer, at=at)
    client.post("/language/", {"language": "hi", "next": "/"})
    return client


def test_rule_and_level_are_named_in_hindi(bought: Plan, store: Store, clerk: Actor) -> None:
    customer = bought.customer
    silver(customer, since=AT - timedelta(days=1))
    buy_membership(customer=customer, months=1, expected_amount=Decimal(25), actor=clerk, at=AT, on=TODAY)
    phone_rule(key="diwali", title="a phone at Diwali", title_hi="दिवाली का फ़ोन")
    later = AT + timedelta(hours=1)
    earn_for_plans_sold([sold_plan(customer, store, at=later)], at=later)
    phone, diwali = (Entry.objects.filter(rule__startswith=key).latest("id") for key in ("phone_bill", "diwali"))
    with time_machine.travel(later, tick=False):
        client = in_hindi(customer, at=later)
        page = read(client, f"/me/points/{phone.pk}/")
        assert "₹13,999 → 139.99 × 1.35 (सिल्वर 1.1 + सदस्यता 0.25) = 188.9865 → 188" in page
        assert "नियम: फ़ोन का बिल, संस्करण 1" in page
        assert "Silver" not in page
        page = read(client, f"/me/points/{diwali.pk}/")
        assert "दिवाली का फ़ोन +140" in page
        assert "नियम: दिवाली का फ़ोन, संस्करण 1" in page
        english = signed_in(customer, at=later)
        assert "A phone at Diwali" in read(english, "/me/points/history/")
        assert "(Silver 1.1 + membership 0.25)" in read(english, f"/me/points/{phone.pk}/")


def test_the_level_is_named_in_hindi_and_so_is_the_next(bought: Plan) -> None:
    page = read(in_hindi(bought.customer))
    assert "सदस्य" in page
    assert "सिल्वर" in page
    assert "Member" not in page
    assert "Silver" not in page


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


def test_the_passport_says_what_took_them(clerk: Actor, asha: Customer) -> None:
    had(on_offer(points=250), asha, actor=clerk)
    client = signed_in(asha)
    earned, spent = Entry.objects.order_by("id")
    assert "250: Reward: Case voucher 3 May 2027" in read(client, f"/me/points/{earned.pk}/")
    taken = read(client, f"/me/points/{spent.pk}/")
    assert "Reward: Case voucher −250" in taken
    assert "250 of 1,000 from 3 Apr 2027" in taken
    assert "without a last day" in taken


def test_no_note_and_no_name_of_staff_is_told(asha: Customer, clerk: Actor) -> None:
    adjust_points(customer_id=asha.pk, points=5, reason="looked angry", key="k" * 16, actor=clerk, at=AT)
    client = signed_in(asha)
    entry = Entry.objects.latest("id")
    seen = read(client, f"/me/points/{entry.pk}/") + read(client, "/me/points/history/")
    assert "Changed by the store" in seen
    assert "angry" not in seen
    assert clerk.name not in seen


def test_anothers_passport_and_none_at_all_are_the_same(asha: Customer) -> None:
    other = rich(7_654_321)
    theirs = Entry.objects.get(account__customer=other)
    client = signed_in(asha)
    answers = [client.get(f"/me/points/{pk}/") for pk in (theirs.pk, 987_654_321, 10**30)]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    for page in (POINTS, "/me/points/history/", "/me/rewards/"):
        assert "7,654,321" not in read(client, page)


def test_the_history_asks_the_same_for_one_entry_and_for_thirty(asha: Customer) -> None:
    client = signed_in(asha)
    read(client)
    asked = []
    for more in (0, 29):
        for number in range(more):
            given(asha, 1, source=f"more:{number}")
        with CaptureQueriesContext(connection) as queries:
            page = read(client, "/me/points/history/")
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert "Page 1 of 2" in page
    assert read(client, "/me/points/history/?page=2").count("Points earned") == 5


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
