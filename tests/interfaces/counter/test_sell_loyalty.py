"""The loyalty programme in a sale at the counter: an optional tick that belongs to the text shown, and nothing without it."""

from __future__ import annotations

import pytest

from loyalty.programme.queries import is_member
from loyalty.programme.services.joining import withdraw_all
from tests.factories.loyalty import loyalty
from tests.factories.plans import AT, sold
from tests.interfaces.counter.pages import error_at, text_of, value_of
from tests.loyalty.spending.purse import given
from upgrade_program.customers.models import Consent, Customer
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db
SELL = "/counter/sell/"
HTMX = {"HTTP_HX_REQUEST": "true"}
TICKED = {"loyalty": "on", "loyalty_version": "1", "loyalty_language": "en"}


@pytest.fixture(autouse=True)
def _texts(db: None) -> None:
    loyalty()


def tick(page: str) -> str:
    return page.split('id="id_loyalty"', 1)[1].split(">", 1)[0]


def test_the_tick_is_there_optional_and_not_set(clerk_client, phone):
    page = clerk_client.get(SELL).content.decode()
    assert "checked" not in tick(page)
    assert "Optional: agrees to the loyalty text (v1) and earns points" in text_of(page)
    assert "no condition of any purchase" in text_of(page)
    assert (value_of(page, "loyalty_version"), value_of(page, "loyalty_language")) == ("1", "en")


def test_a_sale_without_it_makes_nobody_a_member(clerk_client, typed):
    assert clerk_client.post(SELL, typed(loyalty_version="1", loyalty_language="en")).status_code == 302
    assert not is_member(Customer.objects.get().pk)


def test_a_sale_with_it_makes_the_buyer_a_member(clerk_client, typed, clerk):
    assert clerk_client.post(SELL, typed(**TICKED)).status_code == 302
    plan = Plan.objects.get()
    consent = Consent.objects.get(text__purpose="loyalty")
    assert (consent.customer_id, consent.subject, consent.store_id, consent.staff_id) == (
        plan.customer_id, f"plan:{plan.pk}", clerk.store_id, clerk.staff_id
    )  # fmt: skip
    assert consent.given_at == plan.sold_at


def test_the_tick_belongs_to_the_text_shown(clerk_client, typed, traces):
    before = traces()
    answer = clerk_client.post(SELL, typed(**TICKED, language="hi", consent_language="hi"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "let the customer read it, then tick again, or sell without it" in error_at(page, "loyalty")
    assert "checked" not in tick(page)
    assert traces() == before


def test_a_text_no_longer_in_force_sells_nothing(clerk_client, typed, traces):
    before = traces()
    answer = clerk_client.post(SELL, typed(**(TICKED | {"loyalty_version": "9"})))
    assert answer.status_code == 422
    assert "no longer in force" in error_at(answer.content.decode(), "loyalty")
    assert traces() == before


def test_the_quote_shows_the_text_in_the_language_chosen(clerk_client, typed):
    page = clerk_client.post("/counter/sell/quote/", typed(**TICKED, language="hi"), **HTMX).content.decode()
    assert value_of(page, "loyalty_language") == "hi"
    assert "checked" not in tick(page)


def test_a_known_member_is_told_instead_of_asked(clerk, clerk_client, phone):
    sold(actor=clerk, variant=phone, loyalty_consent_version=1)
    page = clerk_client.post("/counter/sell/customer/", {"mobile": "98104 55421"}, **HTMX).content.decode()
    assert "Member of the loyalty programme: this sale earns points" in text_of(page)
    assert 'id="id_loyalty"' not in page
    other = clerk_client.post("/counter/sell/customer/", {"mobile": "98104 99999", "loyalty_member": "1"}, **HTMX).content.decode()
    assert 'id="id_loyalty"' in other


def test_of_who_left_it_is_said_why_no_points_pay_and_they_may_join_again(clerk, clerk_client, typed, phone, traces):
    customer = sold(actor=clerk, variant=phone, loyalty_consent_version=1).customer
    given(customer, 1250)
    withdraw_all(customer=customer, actor=clerk, at=AT)
    page = clerk_client.post("/counter/sell/customer/", {"mobile": customer.mobile}, **HTMX).content.decode()
    said = "Left the points programme on 3 May 2027: no bill takes their points. Who joins again here pays with them from the next sale on."
    assert said in text_of(page)
    assert 'name="points"' not in page
    before = traces()
    paying = typed(mobile=customer.mobile, bill_number="TI/27/00043", cash="449", points="100")
    answer = clerk_client.post(SELL, paying)
    assert (answer.status_code, traces()) == (422, before)
    assert "This customer has left the loyalty programme" in text_of(answer.content.decode())
    assert clerk_client.post(SELL, typed(**TICKED, mobile=customer.mobile, bill_number="TI/27/00044")).status_code == 302
    assert is_member(customer.pk)


def test_another_stores_member_is_not_told(other_clerk, clerk_client, phone):
    sold(actor=other_clerk, variant=phone, loyalty_consent_version=1)
    page = clerk_client.post("/counter/sell/customer/", {"mobile": "98104 55421"}, **HTMX).content.decode()
    assert "Member of the loyalty programme" not in text_of(page)


def test_a_members_second_sale_needs_no_tick(clerk, clerk_client, typed, phone):
    sold(actor=clerk, variant=phone, loyalty_consent_version=1)
    assert clerk_client.post(SELL, typed()).status_code == 302
    assert Consent.objects.filter(text__purpose="loyalty").count() == 1
