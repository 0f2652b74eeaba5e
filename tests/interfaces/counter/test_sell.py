"""A sale at the counter: what it writes, what the page shows before and after, and that it happens once."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tests.factories.plans import TODAY, new_imei, sellable, sold
from tests.interfaces.counter.pages import error_at, text_of, value_of
from upgrade_program.billing.models import TaxDocument
from upgrade_program.customers.models import Consent
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db
SELL = "/counter/sell/"


def test_a_sale_lands_on_the_done_page_with_its_whole_imei_once(clerk_client, typed, store):
    imei = new_imei()
    answer = clerk_client.post(SELL, typed(imei=imei))
    plan = Plan.objects.get()
    assert answer.url == f"/counter/plans/{plan.number}/done/"
    assert (plan.status, plan.price, plan.imei, plan.store, plan.bill_date) == ("active", 549, imei, store, TODAY)
    page = clerk_client.get(answer.url).content.decode()
    for words in (
        "Plan sold and paid",
        plan.written,
        "Farhan Ali",
        "₹9,799",
        "4 Aug 2027",
        f"{imei[:6]} {imei[6:8]} {imei[8:14]} {imei[14]}",
    ):
        assert words in text_of(page)
    assert plan.links.get().token in page


def test_the_done_page_of_somebody_elses_sale_is_masked(clerk, clerk_client, client_for, phone, other_clerk_user, manager_client):
    plan = sold(actor=clerk, variant=phone)
    address = f"/counter/plans/{plan.number}/done/"
    assert plan.imei[:6] not in clerk_client.get(address).content.decode()
    assert plan.imei[:6] in manager_client.get(address).content.decode()
    assert client_for(other_clerk_user).get(address).url == f"/counter/plans/{plan.number}/"


def test_a_split_payment_with_utr_and_card(clerk_client, typed):
    clerk_client.post(SELL, typed(cash="100", upi="249", utr="412345678901", card="200", card_reference="4242 81a3f0"))
    parts = [(part.method, part.amount, part.reference) for part in Plan.objects.get().collection.payments.all()]
    assert parts == [("cash", 100, ""), ("upi", 249, "412345678901"), ("card", 200, "4242 81A3F0")]


def test_a_company_gets_its_address_onto_its_invoice(clerk_client, typed):
    clerk_client.post(SELL, typed(gstin="07aapfu0939f1zx", address=" 14  Nehru Place, New Delhi 110019"))
    buyer = Plan.objects.get().invoice.buyer
    assert (buyer["gstin"], buyer["address"]) == ("07AAPFU0939F1ZX", "14 Nehru Place, New Delhi 110019")


def test_upi_without_utr_waits_without_an_invoice_and_shows_the_code_to_pay(clerk_client, typed):
    answer = clerk_client.post(SELL, typed(cash=None, upi="549"))
    plan = Plan.objects.get()
    assert (plan.status, plan.invoice) == ("pending", None)
    page = clerk_client.get(answer.url).content.decode()
    assert "₹549 by UPI is still to come" in text_of(page)
    assert 'aria-label="Code to pay by UPI"' in page


def test_pressed_twice_is_one_plan_and_the_same_done_page(clerk_client, typed):
    form = typed()
    first, second = clerk_client.post(SELL, form), clerk_client.post(SELL, form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert (Plan.objects.count(), TaxDocument.objects.count()) == (1, 1)


def test_a_form_that_sold_already_does_not_sell_something_else(clerk_client, typed, traces):
    clerk_client.post(SELL, typed())
    before = traces()
    answer = clerk_client.post(SELL, typed(name="Meera Iyer"))
    assert answer.status_code == 422
    assert "This form has already sold a plan." in answer.content.decode()
    assert traces() == before


def test_a_corrected_form_sells_under_the_same_key(clerk_client, typed):
    assert clerk_client.post(SELL, typed(cash="500")).status_code == 422
    assert clerk_client.post(SELL, typed()).status_code == 302


def test_looking_sells_nothing_and_shows_price_values_and_tax(clerk_client, typed, traces):
    before = traces()
    page = clerk_client.post(SELL, typed(act="look", sku=None, expected_price=None)).content.decode()
    words = text_of(page)
    assert traces() == before
    for shown in ("549", "₹41.87 CGST", "₹41.87 SGST", "₹9,799", "4 Aug 2027 to 3 Nov 2027", "Worth up to"):
        assert shown in words
    assert value_of(page, "expected_price") == "549.00"
    assert value_of(page, "name") == "Farhan Ali"
    assert 'role="alert"' not in re.sub(r"(?s)<template.*?</template>|<dialog.*?</dialog>", "", page)


def test_enter_without_scripts_only_looks(clerk_client, store):
    """A browser presses the first submit button of a form on Enter, and a scanner ends with Enter."""
    page = " ".join(clerk_client.get(SELL).content.decode().split())
    first = page.split("data-draft", 1)[1].split("<button", 1)[1].split(">", 1)[0]
    assert 'name="act" value="look"' in first


def test_nothing_is_ticked_beforehand_and_the_text_names_its_version(clerk_client, phone):
    page = clerk_client.get(SELL).content.decode()
    tick = page.split('id="id_consent"', 1)[1].split(">", 1)[0]
    assert "checked" not in tick
    assert "Has read the text (v1, English) and agrees" in text_of(page)


def test_the_consent_is_the_text_shown(clerk_client, typed):
    clerk_client.post(SELL, typed(language="hi", consent_language="hi"))
    text = Consent.objects.get().text
    assert (text.version, text.language) == (1, "hi")


def test_a_known_customers_name_comes_by_the_mobile_and_is_never_overwritten(clerk_client, typed):
    clerk_client.post(SELL, typed())
    clerk_client.post(SELL, typed(key="b" * 32, name="F. Ali"))
    older, newer = Plan.objects.order_by("id")
    assert (older.customer_id, newer.customer.name, newer.customer_name) == (newer.customer_id, "Farhan Ali", "F. Ali")
    page = clerk_client.post(SELL, typed(act="look", name=None)).content.decode()
    assert value_of(page, "name") == "Farhan Ali"
    assert "Known since 3 May 2027" in text_of(page)


def test_a_manager_sells_for_an_earlier_date_with_a_reason(manager_client, typed):
    manager_client.post(SELL, typed(bill_date="2027-04-30", reason="card machine was down"))
    plan = Plan.objects.get()
    assert (plan.bill_date.isoformat(), plan.earlier_date_reason) == ("2027-04-30", "card machine was down")


def test_a_clerk_has_no_earlier_date_and_a_forged_one_is_not_read(clerk_client, typed):
    assert 'name="bill_date"' not in clerk_client.get(SELL).content.decode()
    clerk_client.post(SELL, typed(bill_date="2027-04-30", reason="forged"))
    assert Plan.objects.get().bill_date == TODAY


def test_a_prefix_sold_as_another_model_stops_the_sale_once(clerk, clerk_client, typed, traces):
    first = sold(actor=clerk, variant=sellable(name="Redmi 9", srp=8_999, price=399), price="399")
    imei = new_imei()
    assert imei[:8] == first.imei[:8]
    before = traces()
    answer = clerk_client.post(SELL, typed(imei=imei))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "were sold as Redmi 9." in error_at(page, "imei")
    assert traces() == before
    assert value_of(page, "seen_warning") == imei[:8]
    assert clerk_client.post(SELL, typed(imei=imei, seen_warning=imei[:8])).status_code == 302


def test_the_price_the_page_showed_is_the_price_that_is_sold(clerk_client, typed, traces):
    before = traces()
    answer = clerk_client.post(SELL, typed(expected_price=None))
    assert answer.status_code == 422
    assert "The price is ₹549." in answer.content.decode()
    assert value_of(answer.content.decode(), "expected_price") == "549.00"
    assert traces() == before


def test_several_phones_of_one_name_are_offered_to_choose_from(clerk_client, typed, phone):
    longer = sellable(name="Redmi Note 9 Pro Max", srp=16_499, price=599)
    answer = clerk_client.post(SELL, typed(device="note 9 pro", sku=None))
    page = answer.content.decode()
    assert "More than one phone has this name." in error_at(page, "device")
    assert f'value="{longer.sku}"' in page
    assert f'value="{phone.sku}"' in page
    assert clerk_client.post(SELL, typed(device="note 9 pro", expected_price="599", cash="599", sku=longer.sku)).status_code == 302
    assert Plan.objects.get().sku == longer.sku


def test_the_text_typed_wins_over_a_phone_chosen_before(clerk_client, typed, phone):
    other = sellable(name="Redmi 9", srp=8_999, price=399)
    page = clerk_client.post(SELL, typed(act="look", device="redmi 9 4/64", sku=phone.sku)).content.decode()
    assert value_of(page, "sku") == other.sku
    assert value_of(page, "expected_price") == "399.00"


def test_money_is_read_as_people_write_it(clerk_client, typed):
    clerk_client.post(SELL, typed(cash="₹ 549.00", bill_price="₹13,999"))
    assert Plan.objects.get().phone_invoice_price == Decimal(13_999)
