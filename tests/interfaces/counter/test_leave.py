"""The consent to points at the counter: what follows is said before, the member's code proves it, every no stands at its field."""

from __future__ import annotations

from functools import partial

import pytest

from loyalty.members.ids import member_id
from loyalty.programme.models import Withdrawal
from loyalty.programme.queries import is_member
from loyalty.programme.services import buy_membership, join
from tests.factories.codes import newest_code
from tests.factories.customers import CustomerFactory
from tests.factories.loyalty import member
from tests.factories.plans import AT, TODAY
from tests.interfaces.counter import taking_back
from tests.interfaces.counter.pages import stands_in, text_of
from tests.interfaces.counter.taking_back import WRONG_CODES, refused_at_the_code, stands_at_counters_alone
from tests.loyalty.spending.purse import given
from upgrade_program.messaging.models import Message
from upgrade_program.otp.models import Challenge

pytestmark = pytest.mark.django_db
BUTTON = "Withdraw the consent to points"


@pytest.fixture
def asha(db):
    return member(name="Asha Rao", mobile="+919810455421")


def address(customer, act="leave/"):
    return f"/counter/members/{member_id(customer.pk)}/{act}"


def read(client, customer, act="leave/"):
    return taking_back.read(client, address(customer, act))


def post(client, customer, **typed):
    return client.post(address(customer), {"act": "do", **typed})


def withdrawn(client, customer):
    post(client, customer, act="send")
    assert post(client, customer, otp=newest_code()).url == address(customer, "")


def test_the_act_is_there_at_any_counter_and_nowhere_else(asha, clerk_client, elsewhere, head_office_client, auditor_client):
    counters, offices = (clerk_client, elsewhere), (head_office_client, auditor_client)
    stands_at_counters_alone(BUTTON, on=address(asha, ""), leads=address(asha), counters=counters, offices=offices)


def test_who_never_joined_has_no_such_page(clerk_client, db):
    assert clerk_client.get(address(CustomerFactory())).status_code == 404


def test_what_follows_is_said_and_then_it_is_withdrawn_with_a_code(asha, elsewhere):
    given(asha, 1250)
    page = read(elsewhere, asha)
    for words in (
        "From then on nothing is earned, and nothing is paid with points at a till.",
        "What was earned stays theirs through its last day, for rewards. Points they have: 1,250; pending: 0.",
        "No word of points is sent any more, not even what waits.",
        "Invoices, the journal of points and the record of this consent stay: law and books need them.",
        "It goes to 98••• ••421 and says what is asked for the customer.",
    ):
        assert words in page
    assert "run on without earning" not in page
    assert "{#" not in page
    answer = post(elsewhere, asha, act="send")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "A code is on its way to 98••• ••421 . It is good until 11:47, for this consent and for you alone." in text_of(page)
    assert not stands_in(page, newest_code())
    assert is_member(asha.pk)
    assert post(elsewhere, asha, otp=newest_code()).url == address(asha, "")
    assert not is_member(asha.pk)
    page = read(elsewhere, asha, "")
    assert BUTTON not in page
    for words in (
        "Left on 3 May 2027",
        "no member now",
        "This customer has left the points programme. No bill takes their points, and nothing is earned.",
        "What was earned stays theirs through its last day, for rewards.",
        "They join again with a new consent, at a sale or on their own pages; then their points pay bills again.",
        "1,250 for rewards only: no bill takes them",
        "Withdrawn on 3 May 2027: nothing is earned",
        "Of their plans they come; of points nothing is sent",
    ):
        assert words in page
    for words in ("can be used, worth", "Sell membership", "member since", "to Silver", "to Gold"):
        assert words not in page
    assert "The consent to points was withdrawn on 3 May 2027." in read(elsewhere, asha)


def test_who_left_is_found_by_mobile_and_is_a_member_again_once_they_joined_again(asha, clerk, clerk_client, elsewhere):
    given(asha, 1250)
    withdrawn(clerk_client, asha)
    assert elsewhere.post("/counter/members/", {"mobile": asha.mobile}).url == address(asha, "")
    assert elsewhere.get(address(asha, "rewards/")).status_code == 200
    join(customer=asha, text_version=1, language="en", actor=clerk, at=AT)
    page = read(elsewhere, asha, "")
    assert "1,250 can be used, worth ₹1,250" in page
    assert "has left" not in page


def test_months_that_are_paid_are_told_of(asha, clerk, clerk_client):
    buy_membership(customer=asha, months=1, expected_amount=25, actor=clerk, at=AT, on=TODAY, pay=lambda row: None)
    assert "The months paid through 2 Jun 2027 run on without earning." in read(clerk_client, asha)


@WRONG_CODES
def test_a_wrong_code_stands_at_its_field_with_what_was_typed(asha, clerk_client, traces, otp, words):
    refused_at_the_code(partial(post, clerk_client, asha), otp, words, state=lambda: (traces(), Withdrawal.objects.count()))
    assert is_member(asha.pk)


def test_a_page_grown_old_is_told_that_it_is_withdrawn_already(asha, clerk_client, elsewhere, traces):
    withdrawn(clerk_client, asha)
    before, codes = traces(), Challenge.objects.count()
    for act in ("send", "do"):
        answer = post(elsewhere, asha, act=act, otp="123456")
        assert answer.status_code == 422
        assert "No consent to points stands: it is withdrawn already." in text_of(answer.content.decode())
    assert (traces(), Challenge.objects.count(), Withdrawal.objects.count()) == (before, codes, 1)


def test_too_many_codes_are_refused_and_none_is_sent(asha, clerk_client, traces):
    post(clerk_client, asha, act="send")
    before, codes = traces(), Challenge.objects.count()
    answer = post(clerk_client, asha, act="send")  # within the same half minute
    assert answer.status_code == 422
    assert (traces(), Challenge.objects.count(), is_member(asha.pk)) == (before, codes, True)


def test_enter_in_a_field_sends_nothing(asha, clerk_client):
    page = clerk_client.get(address(asha)).content.decode()
    assert page.index('value="do"') < page.index('value="send"')
    assert clerk_client.post(address(asha), {}).status_code == 422
    assert not Message.objects.filter(template="otp.leave").exists()


def test_in_hindi(asha, clerk_client):
    clerk_client.cookies["django_language"] = "hi"
    assert "पॉइंट की सहमति वापस लें" in read(clerk_client, asha, "")
    assert "उसके बाद पॉइंट नहीं मिलेंगे" in read(clerk_client, asha)
    withdrawn(clerk_client, asha)
    assert "पॉइंट की सहमति 3 मई 2027 को वापस ली जा चुकी है" in read(clerk_client, asha)
