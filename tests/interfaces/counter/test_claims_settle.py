"""Offer, new phone, code, settlement and its papers; every refusal at its field."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.factories.claims import inspected, old_plan, opened
from tests.factories.codes import another, newest_code
from tests.factories.plans import new_imei, sellable
from tests.interfaces.counter.claiming import add_photos, at, read
from tests.interfaces.counter.pages import error_at, text_of, value_of
from upgrade_program.buyback.models import Claim, Settlement
from upgrade_program.foundation.documents.models import Print
from upgrade_program.messaging.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def new_one(db):
    return sellable(name="Redmi Note 10 Pro", srp=21_999, price=799)


@pytest.fixture
def claim(clerk, clerk_client):
    """Checked, with its photos, ready for the offer: ₹980 and ₹490 are taken off."""
    made = inspected(old_plan(actor=clerk), actor=clerk, answers=ANSWERS)
    add_photos(clerk_client, made)
    return made


ANSWERS = dict.fromkeys(("touch", "camera", "wifi", "fingerprint", "sound", "body"), "none") | {"display": "minor", "battery": "minor"}


def offer(client, claim):
    return client.post(at(claim, "offer/"))


def typed(new_one, **changes):
    fields = {
        "act": "settle",
        "device": "note 10 pro",
        "sku": new_one.sku,
        "imei": new_imei(),
        "price": "21,999",
        "bill_number": "NP/27/001",
        "code": newest_code(),
    }
    return fields | changes


def test_making_the_offer_sends_the_code_and_goes_on_to_the_new_phone(claim, clerk_client):
    answer = offer(clerk_client, claim)
    assert answer.url == at(claim, "settle/")
    words = read(clerk_client, answer.url)
    assert "A code is on its way to 98••• ••421" in words
    assert "The old phone brings ₹ 8,329" in words
    assert Message.objects.filter(template="otp.code").latest("id").slots["plan"] == claim.plan.written


def test_without_photos_there_is_no_offer(clerk, clerk_client, traces):
    claim = opened(old_plan(actor=clerk), actor=clerk)
    before = traces()
    answer = offer(clerk_client, claim)
    assert answer.status_code == 422
    assert "This claim is open; this step is not possible now." in text_of(answer.content.decode())
    assert traces() == before


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Display, minor 10 % (clause 3.9) −₹980", "Battery, minor 5 % (clause 3.12) −₹490", "Payable ₹8,329", "Thu 6 May 2027"]),
        ("hi", ["प्रस्ताव", "डिस्प्ले, छोटी 10 % (नियम 3.9) −₹980", "₹8,329", "गुरु 6 मई 2027"]),
    ],
)
def test_the_offer_on_paper_has_every_line_in_both_languages(claim, clerk_client, language, words):
    page = text_of(clerk_client.get(at(claim, f"offer/?language={language}")).content.decode())
    for each in words:
        assert each in page
    assert "/p/" in page


def test_a_settlement_lands_on_its_page(claim, clerk_client, new_one):
    offer(clerk_client, claim)
    answer = clerk_client.post(at(claim, "settle/"), typed(new_one))
    assert answer.url == at(claim)
    words = read(clerk_client, at(claim))
    assert "Set against the new phone ₹ 8,329" in words
    assert "Farhan Ali pays ₹13,670 for the Redmi Note 10 Pro 4/64." in words
    assert "DL01/P27/00001" in words
    done = Settlement.objects.get()
    assert (done.exchange, done.new_price, done.bill_number) == (Decimal(8_329), Decimal(21_999), "NP/27/001")
    plan = read(clerk_client, f"/counter/plans/{claim.plan.number}/")
    assert "Claim settled: ₹8,329 off a new phone, voucher DL01/P27/00001" in plan


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"imei": "350000000"}, "imei", "IMEI"),
        ({"imei": ""}, "imei", "IMEI"),
        ({"price": "22,000"}, "price", "The price is above the phone's SRP of ₹21,999."),
        ({"price": ""}, "price", "The new phone's price must be at least ₹1."),
        ({"price": "a lot"}, "price", "Type the amount in rupees"),
        ({"price": "17,598"}, "price", "₹17,598 is below 80 % of the phone's SRP: only a manager settles at that price."),
        ({"bill_number": " "}, "bill_number", "The number of the new phone's bill is missing."),
        ({"code": ""}, "code", "The customer's code is needed."),
        ({"code": "12"}, "code", "A code has six digits"),
        ({"device": "nothing like it", "sku": ""}, "device", ""),
    ],
)
def test_a_refusal_stands_at_its_field_with_what_was_typed(claim, clerk_client, new_one, traces, changes, field, words):
    offer(clerk_client, claim)
    before = traces()
    form = typed(new_one, **changes)
    answer = clerk_client.post(at(claim, "settle/"), form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert error_at(page, field)
    assert words in error_at(page, field)
    for name in ("device", "imei", "price", "bill_number"):
        assert value_of(page, name) == form[name]
    assert (traces(), Claim.objects.get().state) == (before, "offered")


def test_the_old_phone_is_no_new_phone(claim, clerk_client, new_one, traces):
    offer(clerk_client, claim)
    before = traces()
    page = clerk_client.post(at(claim, "settle/"), typed(new_one, imei=claim.plan.imei)).content.decode()
    assert "This is the IMEI of the old phone." in error_at(page, "imei")
    assert traces() == before


def test_a_wrong_code_says_how_many_tries_are_left(claim, clerk_client, new_one, traces):
    offer(clerk_client, claim)
    before = traces()
    page = clerk_client.post(at(claim, "settle/"), typed(new_one, code=another(newest_code()))).content.decode()
    assert "4 tries left" in error_at(page, "code")
    assert traces() == before


def test_another_code_too_soon_says_when(claim, clerk_client):
    offer(clerk_client, claim)
    answer = offer(clerk_client, claim)
    assert answer.status_code == 422
    assert "Another code can be sent in 30 seconds." in text_of(answer.content.decode())


def test_a_manager_settles_below_eighty_per_cent(claim, manager_client, new_one):
    offer(manager_client, claim)
    assert manager_client.post(at(claim, "settle/"), typed(new_one, price="17,598")).status_code == 302


def test_an_excess_has_to_be_acknowledged(claim, clerk_client, traces, clerk):
    cheap = sellable(name="Redmi 9A", srp=6_999, price=299)
    offer(clerk_client, claim)
    before = traces()
    form = typed(cheap, device="redmi 9a", sku=cheap.sku, price="6999")
    answer = clerk_client.post(at(claim, "settle/"), form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "₹1,330 less than the value" in error_at(page, "excess_acknowledged")
    assert "₹1,330 would be lost." in text_of(page)
    assert traces() == before
    assert clerk_client.post(at(claim, "settle/"), form | {"excess_acknowledged": "on"}).status_code == 302
    assert Settlement.objects.get().forfeited == Decimal(1_330)


def test_what_is_left_to_pay_is_told_while_it_is_typed(claim, clerk_client, new_one):
    offer(clerk_client, claim)
    words = text_of(clerk_client.post(at(claim, "phone/"), {"device": "note 10 pro", "price": "20000"}).content.decode())
    assert "Redmi Note 10 Pro 4/64 , SRP ₹21,999" in words
    assert "Left to pay ₹11,671" in words
    low = text_of(clerk_client.post(at(claim, "phone/"), {"device": "note 10 pro", "price": "9000"}).content.decode())
    assert "This is below 80 % of the phone’s SRP." in low


def test_without_scripts_the_enter_key_only_looks(claim, clerk_client, new_one, traces):
    offer(clerk_client, claim)
    before = traces()
    answer = clerk_client.post(at(claim, "settle/"), typed(new_one, act="look"))
    assert answer.status_code == 200
    assert "Left to pay ₹13,670" in text_of(answer.content.decode())
    assert traces() == before


def settled_now(client, claim, new_one):
    offer(client, claim)
    assert client.post(at(claim, "settle/"), typed(new_one)).status_code == 302
    return Settlement.objects.get()


def test_a_second_settlement_is_refused_on_the_page(claim, clerk_client, new_one, traces):
    offer(clerk_client, claim)
    form = typed(new_one)
    clerk_client.post(at(claim, "settle/"), form)
    before = traces()
    answer = clerk_client.post(at(claim, "settle/"), form)
    assert answer.status_code == 422
    assert "This plan was just settled" in text_of(answer.content.decode())
    assert traces() == before


def test_the_voucher_is_printed_once_as_the_original(claim, clerk_client, other_clerk_user, client_for, new_one):
    done = settled_now(clerk_client, claim, new_one)
    looked = clerk_client.get(at(claim, "voucher/"))
    assert looked.content.startswith(b"%PDF")
    assert Print.objects.count() == 0
    for _ in range(2):
        assert clerk_client.post(at(claim, "voucher/")).content.startswith(b"%PDF")
    assert list(Print.objects.order_by("id").values_list("subject", "original")) == [
        (f"voucher:{done.voucher_id}", True),
        (f"voucher:{done.voucher_id}", False),
    ]
    assert client_for(other_clerk_user).get(at(claim, "voucher/")).status_code == 404


def test_a_plan_for_the_new_phone_is_sold_in_the_same_flow(claim, clerk_client, new_one):
    done = settled_now(clerk_client, claim, new_one)
    answer = clerk_client.post(at(claim, "sell/"))
    assert answer.url == "/counter/sell/"
    page = clerk_client.get(answer.url).content.decode()
    assert (value_of(page, "imei"), value_of(page, "name"), value_of(page, "bill_number")) == (done.new_imei, "Farhan Ali", "NP/27/001")
    assert value_of(page, "device") == "Redmi Note 10 Pro 4/64"
    assert value_of(clerk_client.get("/counter/sell/").content.decode(), "imei") == ""  # once
