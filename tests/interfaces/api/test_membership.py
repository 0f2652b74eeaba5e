"""Paid membership over the API: sold once, taken back once, each refusal by its code and without a trace."""

from __future__ import annotations

from typing import Any

import pytest

from loyalty.members.ids import member_id
from loyalty.programme.models import Membership
from loyalty.programme.services import leave
from tests.factories.billing import tax_rule
from tests.factories.loyalty import member
from tests.factories.plans import AT
from tests.interfaces.api.till import Till, new_key, refused, said
from tests.loyalty.programme.acts import every_row
from upgrade_program.billing.models import Collection, TaxDocument
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db
INVOICE = {
    "number": "DL01/I27/00001", "taxable": "127.12", "cgst": "11.44", "sgst": "11.44", "utgst": "0.00", "igst": "0.00", "total": "150.00",
}  # fmt: skip
BACK = {"first_day": "2027-05-03", "reason": "wanted one month only"}


@pytest.fixture
def asha(db: None) -> Customer:
    tax_rule()
    return member(name="Asha Rao")


def path(customer: Customer, act: str = "") -> str:
    return f"/api/v1/members/{member_id(customer.pk)}/membership/{act}"


def wanted(**changes: Any) -> dict[str, Any]:
    return {"months": 6, "expected_price": "150.00", "payments": [{"method": "cash", "amount": "150.00"}]} | changes


def test_months_are_sold_once_however_often_it_is_sent(till: Till, asha: Customer) -> None:
    key = new_key()
    first, again = till.act(path(asha), wanted(), key=key), till.act(path(asha), wanted(), key=key)
    assert (first.status_code, said(first)) == (
        201,
        {
            "member": member_id(asha.pk),
            "months": 6,
            "first_day": "2027-05-03",
            "last_day": "2027-11-02",
            "amount": "150.00",
            "returnable_through": "2027-05-10",
            "invoice": INVOICE,
            "credit_note": None,
        },
    )
    assert (said(again), again["Idempotent-Replayed"]) == (said(first), "true")
    assert (Membership.objects.count(), Collection.objects.count(), TaxDocument.objects.count()) == (1, 1, 1)
    refused(till.act(path(asha), wanted(months=1), key=key), 409, "idempotency_mismatch")


def test_a_registered_buyer_stands_on_the_invoice(till: Till, asha: Customer) -> None:
    till.act(path(asha), wanted(gstin="27AAPFU0939F1ZV", address="Fort, Mumbai", place_of_supply="27"))
    paper = TaxDocument.objects.get()
    assert (paper.buyer["gstin"], paper.buyer["address"], paper.place_of_supply) == ("27AAPFU0939F1ZV", "Fort, Mumbai", "27")


def test_the_months_are_taken_back_once(till: Till, manager_till: Till, asha: Customer) -> None:
    till.act(path(asha), wanted())
    key = new_key()
    first, again = manager_till.act(path(asha, "cancel/"), BACK, key=key), manager_till.act(path(asha, "cancel/"), BACK, key=key)
    assert (first.status_code, said(first)["credit_note"]) == (200, INVOICE | {"number": "DL01/C27/00001"})
    assert (said(first)["invoice"], said(first)["returnable_through"]) == (INVOICE, None)
    assert (said(again), again["Idempotent-Replayed"]) == (said(first), "true")
    assert Collection.objects.get().state == "refunded"


@pytest.mark.parametrize(
    ("changes", "status", "code", "field"),
    [
        ({"months": 2, "expected_price": "50.00", "payments": []}, 422, "invalid", "months"),
        ({"months": "6"}, 422, "invalid", "months"),
        ({"expected_price": "149.00"}, 409, "price_changed", None),
        ({"payments": [{"method": "cash", "amount": "149.00"}]}, 422, "payment_mismatch", "payments"),
        ({"payments": [{"method": "points", "amount": "150.00"}]}, 422, "invalid", "payments.0.method"),
        ({"payments": [{"method": "upi", "amount": "150.00"}]}, 422, "reference_invalid", "payments.0.reference"),
        ({"gstin": "07AAPFU0939F1Z0", "address": "Delhi"}, 422, "invalid", "gstin"),
        ({"gstin": "07AAPFU0939F1ZX"}, 422, "invalid", "address"),
        ({"place_of_supply": "99"}, 422, "invalid", "place_of_supply"),
        ({"surprise": 1}, 422, "invalid", "surprise"),
    ],
)
def test_a_refused_sale_changes_nothing(
    till: Till, asha: Customer, changes: dict[str, Any], status: int, code: str, field: str | None
) -> None:
    before = every_row()
    refused(till.act(path(asha), wanted(**changes)), status, code, *([field] if field else []))
    assert every_row() == before


def test_who_left_buys_none(till: Till, asha: Customer) -> None:
    leave(customer=asha, actor=SYSTEM, at=AT)
    before = every_row()
    refused(till.act(path(asha), wanted()), 409, "not_a_member")
    assert every_row() == before


@pytest.mark.parametrize(
    ("changes", "status", "code", "field"),
    [
        ({"first_day": "2027-05-04"}, 404, "not_found", None),
        ({"first_day": "4 May"}, 422, "invalid", "first_day"),
        ({"reason": ""}, 422, "reason_required", "reason"),
        ({"reason": "call 98104 55421"}, 422, "invalid", "reason"),
    ],
)
def test_a_refused_return_changes_nothing(
    till: Till, manager_till: Till, asha: Customer, changes: dict[str, str], status: int, code: str, field: str | None
) -> None:
    till.act(path(asha), wanted())
    before = every_row()
    refused(manager_till.act(path(asha, "cancel/"), BACK | changes), status, code, *([field] if field else []))
    assert every_row() == before


def test_a_clerk_takes_none_back(till: Till, asha: Customer) -> None:
    till.act(path(asha), wanted())
    before = every_row()
    refused(till.act(path(asha, "cancel/"), BACK), 403, "forbidden")
    assert every_row() == before
