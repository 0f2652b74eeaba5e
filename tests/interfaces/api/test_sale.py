"""Selling a plan through the API: what comes back, and that it happens once."""

from __future__ import annotations

import pytest

from tests.interfaces.api.till import PLANS, new_key, refused, said, sale, traces
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db


def test_a_sale_answers_with_the_plan_as_the_contract_lists_it(till):
    body = sale()
    answer = till.sell(body)
    assert answer.status_code == 201, answer.content
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "no-store"
    plan = said(answer)
    number = plan.pop("number")
    assert (len(number), number[4], number[9]) == (13, "-", "-")
    assert plan == {
        "status": "active",
        "value_status": "waiting",
        "imei": body["imei"],
        "sku": "redmi-note-9-pro-4-64",
        "srp": "13999.00",
        "price": "549.00",
        "bill_date": "2027-05-03",
        "expires_on": "2028-08-03",
        "tiers": [
            {"from": "2027-08-04", "through": "2027-11-03", "percent": 70, "value": "9799.00"},
            {"from": "2027-11-04", "through": "2028-02-03", "percent": 60, "value": "8399.00"},
            {"from": "2028-02-04", "through": "2028-05-03", "percent": 50, "value": "7000.00"},
            {"from": "2028-05-04", "through": "2028-08-03", "percent": 40, "value": "5600.00"},
        ],
        "store": "DL01",
        "sold_by": "clerk.dl01",
        "sold_at": "2027-05-03T11:42:00+05:30",
        "invoice": {
            "number": "DL01/I27/00001",
            "taxable": "465.26",
            "cgst": "41.87",
            "sgst": "41.87",
            "utgst": "0.00",
            "igst": "0.00",
            "total": "549.00",
        },
        "customer": {"name": "Farhan Ali", "mobile": "+919810455421"},
    }


@pytest.mark.parametrize("price", ["549.00", "549", "549.0", 549])
def test_amounts_may_be_text_or_whole_numbers(till, price):
    answer = till.sell(sale(expected_price=price, payments=[{"method": "cash", "amount": price}], phone_invoice__price=13999))
    assert answer.status_code == 201, answer.content


def test_optional_fields_may_be_left_out_empty_or_null(till):
    for empty in ("", None):
        body = sale(imei2=empty, reason=empty, place_of_supply=empty, customer__email=empty, customer__gstin=empty, customer__address=empty)
        assert till.sell(body).status_code == 201
    assert till.sell(sale(phone_invoice__date=None)).status_code == 201


@pytest.mark.parametrize("gstin", ["07AAPFU0939F1ZX", ""])
def test_the_buyers_address_goes_onto_the_invoice_and_into_no_answer(till, gstin):
    answer = till.sell(sale(customer__gstin=gstin, customer__address=" 14  Nehru Place, New Delhi 110019 "))
    assert answer.status_code == 201, answer.content
    assert b"Nehru Place" not in answer.content
    plan = Plan.objects.get()
    assert plan.buyer_address == plan.invoice.buyer["address"] == "14 Nehru Place, New Delhi 110019"
    assert plan.invoice.buyer["gstin"] == gstin


def test_a_till_that_sends_no_address_with_a_gstin_still_sells(till):
    assert till.sell(sale(customer__gstin="07AAPFU0939F1ZX")).status_code == 201
    assert Plan.objects.get().invoice.buyer["address"] == ""


def test_a_buyer_from_another_state_pays_integrated_tax(till):
    invoice = said(till.sell(sale(place_of_supply="27")))["invoice"]
    assert (invoice["taxable"], invoice["igst"], invoice["cgst"]) == ("465.25", "83.75", "0.00")


def test_a_manager_sells_for_an_earlier_bill_date_with_a_reason(manager_till):
    answer = manager_till.sell(sale(phone_invoice__date="2027-04-30", reason="The customer came back"))
    assert answer.status_code == 201, answer.content
    assert said(answer)["tiers"][0] == {"from": "2027-07-31", "through": "2027-10-30", "percent": 70, "value": "9799.00"}


def test_the_same_key_and_body_give_the_first_answer_again(till):
    body, key = sale(), new_key()
    first = till.sell(body, key=key)
    after_first = traces()
    second = till.sell(body, key=key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert (first.get("Idempotent-Replayed"), second["Idempotent-Replayed"]) == (None, "true")
    assert traces() == after_first


def test_the_same_key_with_another_body_is_refused(till):
    key = new_key()
    till.sell(sale(), key=key)
    before = traces()
    refused(till.sell(sale(), key=key), 409, "idempotency_mismatch", "Idempotency-Key")
    assert traces() == before


def test_a_refusal_leaves_the_key_free(till):
    key = new_key()
    refused(till.sell(sale(imei="123"), key=key), 422, "imei_invalid", "imei")
    assert till.sell(sale(), key=key).status_code == 201


def test_another_person_s_key_is_another_key(till, other_till):
    body, key = sale(), new_key()
    assert till.sell(body, key=key).status_code == 201
    refused(other_till.sell(body, key=key), 409, "imei_already_covered", "imei")


@pytest.mark.parametrize("key", ["", "too-short", "x" * 256, "with blank in it 123", "ключ-ключ-ключ-ключ"])
def test_a_sale_needs_a_good_key(till, key):
    before = traces()
    answer = till.post(PLANS, sale(), **({"Idempotency-Key": key.encode().decode("latin-1")} if key else {}))
    refused(answer, 422, "invalid", "Idempotency-Key")
    assert traces() == before


def test_posting_every_column_of_a_plan_changes_nothing_unlisted(till):
    """Mass assignment (reliability S3): each name of the plan's table is unknown to the sale, or one of its own fields."""
    allowed = set(sale()) | {"imei2", "reason", "place_of_supply"}
    hostile = {name: "1" for field in Plan._meta.get_fields() for name in {field.name, getattr(field, "attname", field.name)}} | {
        "id": 1,
        "status": "active",
        "srp": "99999.00",
        "number": "00000000000",
        "tiers": [{"percent": 100}],
        "sold_at": "2020-11-05T00:00:00+05:30",
    }
    unknown = {name: value for name, value in hostile.items() if name not in allowed}
    before = traces()
    problem = said(till.sell(sale() | unknown))
    assert {error["field"] for error in problem["errors"]} == set(unknown)
    assert {error["code"] for error in problem["errors"]} == {"invalid"}
    assert traces() == before
