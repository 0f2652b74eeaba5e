"""Every no at the counter: a sentence and a next step at the field, all that was typed still there, nothing written."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from stores.clock import start_of_day
from tests.factories.plans import AT, TODAY, days_ago, new_imei, sellable, sold, upi
from tests.factories.terms import published
from tests.interfaces.counter.pages import error_at, text_of, value_of
from upgrade_program.catalog.models import PlanPrice
from upgrade_program.interfaces.counter.sale.form import SaleForm
from upgrade_program.plans.models import Plan, PlanImei
from upgrade_program.plans.services import expire_due_plans

pytestmark = pytest.mark.django_db
SELL = "/counter/sell/"
KEPT = (
    "device",
    "imei",
    "bill_number",
    "bill_price",
    "mobile",
    "name",
    "cash",
    "upi",
    "utr",
    "card",
    "card_reference",
    "imei2",
    "gstin",
    "address",
    "email",
)


@pytest.fixture
def refused(traces):
    """The page of a refused sale, after making sure that nothing was written and everything typed is still there."""

    def send(client, form):
        before = traces()
        answer = client.post(SELL, form)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert traces() == before
        for name in KEPT:
            assert value_of(page, name) == form.get(name, ""), name
        return page

    return send


WRONG_IMEIS = [
    ("", "The IMEI is missing."),
    ("35000000000001", "These are 14 digits"),
    ("3500000000000019", "These are 16 digits"),
    ("000000000000000", "All zeros"),
    ("350000000000018", "do not belong together"),
    ("३५०००००००००००१९", "another script"),
    ("28491K0XY77120", "serial number"),
    ("3500000000/0019", "other signs"),
]


@pytest.mark.parametrize(("imei", "words"), WRONG_IMEIS)
def test_wrong_imeis_are_told_apart(refused, clerk_client, typed, imei, words):
    assert words in error_at(refused(clerk_client, typed(imei=imei)), "imei")


FIELDS = [
    ({"imei2": "350000000000018"}, "imei2", "do not belong together"),
    ({"device": ""}, "device", "The phone being bought is missing."),
    ({"device": "galaxy s 21", "sku": None}, "device", "No phone of the catalogue is called so."),
    ({"bill_number": ""}, "bill_number", "The number of the phone's bill is missing. Copy it from the phone's bill."),
    ({"bill_number": "x" * 41}, "bill_number", "at most 40 signs"),
    ({"bill_price": ""}, "bill_price", "The phone's price must be at least ₹1."),
    ({"bill_price": "cheap"}, "bill_price", "Type the amount in rupees"),
    ({"bill_price": "99999999999999999999"}, "bill_price", "This amount is too large."),
    ({"bill_price": "-5"}, "bill_price", "at least ₹1"),
    ({"mobile": ""}, "mobile", "The mobile number is missing."),
    ({"mobile": "981045542"}, "mobile", "A mobile number has ten digits, this has 9."),
    ({"mobile": "01123456789"}, "mobile", "begins with 6, 7, 8 or 9"),
    ({"mobile": "1234567890"}, "mobile", "begins with 6, 7, 8 or 9"),
    ({"mobile": "९८१०४५५४२१"}, "mobile", "another script"),
    ({"name": ""}, "name", "The customer's name is missing."),
    ({"name": "12345"}, "name", "A name has letters in it."),
    ({"email": "asha@"}, "email", "This is no e-mail address."),
    ({"gstin": "07AAPFU0939F1Z9", "address": "14 Nehru Place"}, "gstin", "do not belong together"),
    ({"gstin": "07AAPFU0939F1ZX"}, "address", "prints the address too. Type it, or clear the GSTIN."),
    ({"gstin": "07AAPFU0939F1ZX", "address": " \u3000 "}, "address", "prints the address too."),
    ({"address": "x" * 201}, "address", "at most 200"),
    ({"address": "14 Nehru\u0007 Place"}, "address", "cannot be printed"),
    ({"consent": None}, "consent", "has not agreed to the text yet. Read the text"),
    ({"consent_version": "99"}, "consent", "no longer in force"),
    ({"consent_version": "²"}, "consent", "has not agreed"),
    ({"language": "hi"}, "consent", "now shown in the language chosen"),
    ({"cash": None}, "cash", "No payment is typed yet: ₹549"),
    ({"cash": "500"}, "cash", "The payments come to ₹500, but ₹549"),
    ({"cash": "549.001"}, "cash", "at most two digits"),
    ({"cash": "-549"}, "cash", "A payment is more than ₹0"),
    ({"cash": "five"}, "cash", "Type the amount in rupees"),
    ({"cash": "NaN"}, "cash", "Type the amount in rupees"),
    ({"cash": "1e400"}, "cash", "too large"),
    ({"cash": "300", "upi": "249", "utr": "12345"}, "utr", "A UTR has exactly 12 digits."),
    ({"utr": "412345678901"}, "upi", "The amount of the UPI payment is missing."),
    ({"card_reference": "4242"}, "card", "The amount of the card payment is missing."),
    ({"cash": None, "card": "549", "card_reference": "4111 1111 1111 1111"}, "card_reference", "full card number, which is never stored"),
    ({"cash": None, "card": "549"}, "card_reference", "last four digits"),
]


@pytest.mark.parametrize(("changes", "field", "words"), FIELDS)
def test_a_refusal_stands_at_its_field(refused, clerk_client, typed, changes, field, words):
    page = refused(clerk_client, typed(**changes))
    assert words in error_at(page, field)
    label = str(SaleForm.base_fields[field].label)
    summary = text_of(page.split("to correct:", 1)[1].split("</p>", 1)[0])
    assert label in summary
    assert f'href="#id_{field}"' in page


def test_wrong_fields_are_reported_together(refused, clerk_client, typed):
    page = refused(clerk_client, typed(imei="123", mobile="1", name="", bill_price="x"))
    for field in ("imei", "mobile", "name", "bill_price"):
        assert error_at(page, field), field
    assert "4 fields to correct" in text_of(page)


def test_the_second_imei_is_another_one(refused, clerk_client, typed):
    imei = new_imei()
    page = refused(clerk_client, typed(imei=imei, imei2=imei))
    assert "Both IMEIs are the same." in error_at(page, "imei2")


def test_a_covered_imei(refused, clerk, clerk_client, typed, phone):
    first = sold(actor=clerk, variant=phone)
    page = refused(clerk_client, typed(imei=first.imei, bill_number="TI/27/2"))
    assert "This phone already has a plan" in error_at(page, "imei")
    assert "Look the IMEI up to open it" in error_at(page, "imei")


def test_a_covered_second_imei(refused, clerk, clerk_client, typed, phone):
    first = sold(actor=clerk, variant=phone)
    page = refused(clerk_client, typed(imei2=first.imei))
    assert "This phone already has a plan" in error_at(page, "imei2")


def test_a_barred_imei(refused, clerk, clerk_client, typed, phone):
    first = sold(actor=clerk, variant=phone, at=days_ago(500))
    assert expire_due_plans(on=TODAY, at=AT) == 1
    assert PlanImei.objects.get(imei=first.imei).barred
    page = refused(clerk_client, typed(imei=first.imei))
    assert "it cannot get another one" in error_at(page, "imei")


def test_a_brand_outside_the_programme_is_refused_by_name(refused, clerk_client, typed):
    poco = sellable(name="POCO X3", brand="POCO", eligible=False, price=None)
    page = refused(clerk_client, typed(device="poco x3", sku=poco.sku, expected_price="549"))
    assert "POCO X3 does not take part" in error_at(page, "device")


def test_a_model_without_a_price(refused, clerk_client, typed):
    bare = sellable(name="Redmi 9C", price=None)
    page = refused(clerk_client, typed(device="redmi 9c", sku=bare.sku))
    assert "No plan price is in force for Redmi 9C" in error_at(page, "device")


def test_a_changed_price_is_shown_and_everything_kept(refused, clerk_client, typed, phone):
    PlanPrice.objects.filter(model=phone.model).update(valid=(PlanPrice.objects.get().valid.lower, AT - timedelta(hours=1)))
    PlanPrice.objects.create(model=phone.model, amount=Decimal(599), valid=(AT - timedelta(hours=1), None), set_at=AT, reason="new price")
    page = refused(clerk_client, typed())
    assert "The price is now ₹599, not ₹549." in text_of(page)
    assert value_of(page, "expected_price") == "599.00"


def test_new_terms_after_midnight_are_shown_and_everything_kept(refused, client_for, clerk_user, typed, head_office):
    """Typed on the third, sent on the fourth, when version 2 holds: one press more sells on it."""
    published(TODAY + timedelta(days=1), at=AT, tiers=((3, 6, 65), (6, 9, 55)), maker=head_office)
    with time_machine.travel(start_of_day(TODAY + timedelta(days=1)), tick=False):
        client, form = client_for(clerk_user), typed()
        page = refused(client, form)
        assert "For a phone bought on 4 May 2027 other terms hold now than those shown" in text_of(page)
        assert "65 %" in text_of(page)
        assert "70 %" not in text_of(page)
        assert value_of(page, "expected_terms") == "2"
        assert client.post(SELL, form | {"expected_terms": "2"}).status_code == 302
    assert Plan.objects.get().frozen["version"] == 2


@pytest.mark.parametrize("shown", ["1x", "१", "-1", "0", "9" * 9])
def test_a_version_that_is_none_never_sells_on_other_terms_than_shown(clerk_client, typed, shown):
    """Read as no version, or refused: the terms sold are those of the bill date either way."""
    answer = clerk_client.post(SELL, typed(expected_terms=shown))
    assert answer.status_code in (302, 422)
    assert all(plan.frozen["version"] == 1 for plan in Plan.objects.all())


def test_a_utr_used_today(refused, clerk, clerk_client, typed, phone):
    sold(actor=clerk, variant=phone, tenders=[upi("412345678901")])
    page = refused(clerk_client, typed(cash=None, upi="549", utr="412345678901"))
    assert "This UTR was already used for another payment today." in error_at(page, "cash") + error_at(page, "utr")


MANAGERS_DATES = [
    ({"bill_date": "2027-05-04", "reason": "late"}, "bill_date", "lies in the future"),
    ({"bill_date": "9999-12-31", "reason": "late"}, "bill_date", "lies in the future"),
    ({"bill_date": "0001-01-01", "reason": "late"}, "bill_date", "is before 5 Nov 2020"),
    ({"bill_date": "2027-04-25", "reason": "late"}, "bill_date", "through 7 days after the bill"),
    ({"bill_date": "2020-11-04", "reason": "late"}, "bill_date", "is before 5 Nov 2020, when the programme began"),
    ({"bill_date": "2027-04-30"}, "reason", "An earlier bill date needs a reason."),
    ({"bill_date": "30.4.27x"}, "bill_date", "Enter a valid date."),
]


@pytest.mark.parametrize(("changes", "field", "words"), MANAGERS_DATES)
def test_a_bill_date_out_of_bounds(refused, manager_client, typed, changes, field, words):
    assert words in error_at(refused(manager_client, typed(**changes)), field)


def test_a_model_that_came_out_later(refused, manager_client, typed, phone):
    phone.model.launch_date = TODAY - timedelta(days=1)
    phone.model.save()
    page = refused(manager_client, typed(bill_date="2027-04-30", reason="late"))
    assert "when this model came out" in error_at(page, "bill_date")


def test_a_lost_key_is_said_and_not_a_fault(refused, clerk_client, typed):
    assert "The key must have 16 to 255 signs" in text_of(refused(clerk_client, typed(key="short")))


def test_unknown_fields_and_garbage_are_no_fault_of_ours(clerk_client, typed, traces):
    before = traces()
    for form in ({}, {"act": "sell"}, dict.fromkeys(typed(), "\x00"), dict.fromkeys(typed(), "💥" * 300), {"sku": ["a", "b"]}):
        assert clerk_client.post(SELL, form).status_code in {200, 422}
    assert traces() == before


def test_a_place_of_supply_that_is_none(refused, clerk_client, typed):
    assert "Select a valid choice." in error_at(refused(clerk_client, typed(place_of_supply="00")), "place_of_supply")
