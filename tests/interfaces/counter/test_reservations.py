"""What a customer reserved online, at the counter: scanned on the home page, shown on the plan's, and the claim that opens with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from tests.buyback.acts import every_row
from tests.factories.claims import old_plan, opened
from tests.factories.plans import new_imei
from tests.factories.tokens import code, given_back, reserved
from tests.interfaces.counter.pages import text_of, value_of
from upgrade_program.buyback.models import Claim, ClaimToken
from upgrade_program.kernel.numbers import ALPHABET
from upgrade_program.kernel.tokens import parse_token_code

pytestmark = pytest.mark.django_db
FIND = "/counter/find/"
EVENING, THEN = datetime(2027, 5, 5, 16, 0, tzinfo=UTC), datetime(2027, 5, 7, 6, 0, tzinfo=UTC)
OVER = datetime(2027, 5, 8, 18, 31, tzinfo=UTC)  # 00:01 in India


@pytest.fixture
def token(clerk) -> Iterator[ClaimToken]:
    """Of the first tier's last evening; now it is two days later, and the day gives 60 %."""
    made = reserved(old_plan(actor=clerk), at=EVENING)
    with time_machine.travel(THEN, tick=False):
        yield made


@pytest.fixture
def other_client(token, client_for, other_clerk_user):
    return client_for(other_clerk_user)


def page_of(token: ClaimToken) -> str:
    return reverse("counter:plan", args=[token.plan.number])


def start(client, made: ClaimToken, **fields: str):
    return client.post(reverse("counter:claim_start", args=[made.plan.number]), fields)


def test_scanned_at_any_store_the_claim_opens_with_the_tier_that_was_held(token, other_client):
    assert other_client.post(FIND, {"q": code(token).replace("-", "").lower()}).url == page_of(token)
    page = other_client.get(page_of(token)).content.decode()
    assert value_of(page, "token") == code(token)
    assert "Reserved online by the customer: ₹9,799 (70 %) through Sat 8 May" in text_of(page)
    assert "70 % reserved online by the customer" in text_of(page)
    answer = start(other_client, token, handset_imei=token.plan.imei, token=value_of(page, "token"))
    claim = Claim.objects.get()
    assert answer.url == reverse("counter:claim", args=[claim.number])
    assert (claim.percent, str(claim.held_through)) == (70, "2027-05-08")
    after = text_of(other_client.get(page_of(token)).content.decode())
    assert "Claim opened on what was reserved online, ₹9,799 held through 8 May 2027" in after
    assert "Reserved online by the customer, ₹9,799 held through 8 May 2027" in after


def test_the_code_stands_in_no_address_and_on_no_page_before_it_was_scanned(token, clerk_client):
    page = clerk_client.get(page_of(token)).content.decode()
    assert value_of(page, "token") == ""
    assert code(token) not in page
    assert code(token) not in clerk_client.post(FIND, {"q": code(token)}).url


def test_found_by_its_number_the_hold_counts_without_the_code(token, clerk_client):
    assert start(clerk_client, token, handset_imei=token.plan.imei).status_code == 302
    assert Claim.objects.get().percent == 70


def test_a_wrong_code_stands_at_its_field_with_what_was_typed_and_changes_nothing(token, clerk_client):
    before = every_row()
    answer = start(clerk_client, token, handset_imei=token.plan.imei, token="ABC-123")
    page = answer.content.decode()
    assert (answer.status_code, value_of(page, "token"), value_of(page, "handset_imei")) == (422, "ABC-123", token.plan.imei)
    assert "This claim token does not count" in text_of(page)
    assert every_row() == before


def test_another_phone_keeps_the_code_that_was_typed(token, clerk_client):
    answer = start(clerk_client, token, handset_imei=new_imei(), token=code(token))
    assert (answer.status_code, value_of(answer.content.decode(), "token")) == (422, code(token))
    assert ClaimToken.objects.get().state == "held"


def slipped(shown: str) -> str:
    """Another code that checks."""
    others = (shown[:-2] + first + last for first in ALPHABET for last in ALPHABET if first != shown[-2])
    return next(other for other in others if parse_token_code(other))


@pytest.mark.parametrize("how", ["used", "given back", "over", "unknown"])
def test_a_code_that_holds_nothing_says_so_at_the_field(how, token, clerk, clerk_user, client_for):
    shown = slipped(code(token)) if how == "unknown" else code(token)
    if how == "used":
        opened(token.plan, actor=clerk, at=THEN, token=shown)
    elif how == "given back":
        given_back(token.plan, at=THEN)
    with time_machine.travel(OVER if how == "over" else THEN, tick=False):
        answer = client_for(clerk_user).post(FIND, {"q": shown})
    page = answer.content.decode()
    assert (answer.status_code, value_of(page, "q")) == (422, shown)
    assert "This code holds nothing: it is unknown, was used, or its day has passed." in text_of(page)


def test_given_back_the_timeline_tells_it(token, clerk_client):
    given_back(token.plan, at=THEN)
    page = text_of(clerk_client.get(page_of(token)).content.decode())
    assert "The customer gave the reservation of 70 % back" in page
    assert "Reserved online by the customer: " not in page
