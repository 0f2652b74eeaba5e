"""Invoices: the right split, snapshots that stay, two statements; and what refuses one."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from stores.models import Store
from tests.factories.billing import AT, BUYER, FEE, card, cash, collected, credited, invoiced, tax_rule, upi
from tests.factories.rates import rate_from
from tests.factories.stores import StoreFactory
from upgrade_program.billing.models import NumberSeries, TaxDocument, TaxRule
from upgrade_program.billing.refusals import NoTaxRule
from upgrade_program.billing.services import Buyer, issue_invoice
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid

pytestmark = pytest.mark.django_db
DAY = date(2027, 5, 3)


def amounts(document: TaxDocument) -> dict[str, str]:
    document.refresh_from_db()
    return {name: str(getattr(document, name)) for name in ("taxable", "cgst", "sgst", "utgst", "igst", "total") if getattr(document, name)}


def test_the_migration_entered_the_first_rule() -> None:
    rule = TaxRule.objects.get()
    assert (rule.sac, rule.rate, rule.valid.lower, rule.valid.upper) == ("999792", 18, date(2020, 11, 5), None)


def test_an_invoice_is_two_statements(store: Store, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    collection = collected(store=store, tenders=[cash(300), upi("412345678901", 249)])
    with django_assert_num_queries(2):
        document = issue_invoice(
            collection=collection,
            store=store,
            buyer=BUYER,
            place_of_supply=None,
            amount=FEE,
            description="Mi Smart Upgrade plan for Redmi Note 9 Pro 4/64",
            at=AT,
            on=DAY,
        )
    assert (document.number, document.issued_at, document.issued_on) == ("DL01/I27/00001", AT, DAY)
    assert amounts(document) == {"taxable": "465.26", "cgst": "41.87", "sgst": "41.87", "total": "549.00"}
    assert (document.sac, document.rate, document.place_of_supply) == ("999792", 18, "07")


def test_another_place_of_supply_is_integrated_tax(store: Store) -> None:
    document = invoiced(store=store, place_of_supply="27")
    assert amounts(document) == {"taxable": "465.25", "igst": "83.75", "total": "549.00"}
    assert document.place == "27 Maharashtra"


def test_a_union_territory_without_legislature_charges_utgst() -> None:
    document = invoiced(store=StoreFactory(code="CH01", state="04"))
    assert amounts(document) == {"taxable": "465.26", "cgst": "41.87", "utgst": "41.87", "total": "549.00"}


def test_an_unknown_place_of_supply_is_refused(store: Store) -> None:
    with pytest.raises(Invalid) as no:
        invoiced(store=store, place_of_supply="99")
    assert (no.value.code, no.value.field) == ("invalid", "place_of_supply")
    assert not TaxDocument.objects.exists()
    assert not NumberSeries.objects.exists()


COMPANY = Buyer(name="Farhan Ali", mobile="+919810455421", gstin="07AAPFU0939F1ZX", address="14 Nehru Place, New Delhi 110019")


def test_seller_and_buyer_are_kept_as_they_were(store: Store) -> None:
    document = invoiced(store=store, buyer=COMPANY)
    Store.objects.filter(pk=store.pk).update(legal_name="Another Company", address="Elsewhere")
    document.refresh_from_db()
    assert document.seller == {
        "code": "DL01",
        "state": "07",
        "name": "Mi Home Nehru Place",
        "legal_name": "New Delhi Phones Private Limited",
        "address": "12 Market Road",
        "city": "New Delhi",
        "pincode": "110019",
        "gstin": store.gstin,
        "phone": "+911126451234",
        "email": "store@example.in",
    }
    assert document.buyer == {
        "name": "Farhan Ali",
        "mobile": "+919810455421",
        "gstin": "07AAPFU0939F1ZX",
        "address": "14 Nehru Place, New Delhi 110019",
    }
    assert credited(invoice=document).buyer == document.buyer


def test_a_day_before_the_first_rule_has_no_rate_and_no_number(store: Store) -> None:
    with pytest.raises(NoTaxRule, match="999792") as no:
        invoiced(store=store, at=datetime(2020, 11, 4, 12, tzinfo=UTC))
    assert no.value.code == "no_tax_rule"
    assert not NumberSeries.objects.exists()
    assert not TaxDocument.objects.exists()


def test_the_rate_is_that_of_the_day_and_older_invoices_keep_theirs(store: Store, head_office: Actor) -> None:
    before = invoiced(store=store)
    rate_from(date(2027, 6, 1), maker=head_office)
    eve = invoiced(store=store, at=datetime(2027, 5, 31, 18, 29, 59, tzinfo=UTC))
    after = invoiced(store=store, at=datetime(2027, 5, 31, 18, 30, tzinfo=UTC))
    assert [str(document.rate) for document in (before, eve, after)] == ["18.00", "18.00", "12.00"]
    assert amounts(after) == {"taxable": "490.18", "cgst": "29.41", "sgst": "29.41", "total": "549.00"}
    assert amounts(before)["cgst"] == "41.87"


def test_the_lines_read_as_the_law_names_them(store: Store) -> None:
    inside, across = invoiced(store=store), invoiced(store=store, place_of_supply="27")
    assert [(line.label, line.percent, str(line.amount)) for line in inside.tax_lines] == [("CGST", 9, "41.87"), ("SGST", 9, "41.87")]
    assert [(line.label, line.percent, str(line.amount)) for line in across.tax_lines] == [("IGST", 18, "83.75")]


def test_payments_read_as_people_pay(store: Store) -> None:
    document = invoiced(store=store, tenders=[cash(100), upi("412345678901", 200), card("4242 81a3f0", 200), card("1111", 49)])
    assert [payment.words for payment in document.payments] == [
        "Cash",
        "UPI, UTR 412345678901",
        "Card ending 4242, 81A3F0",
        "Card ending 1111",
    ]


def test_a_rolled_back_sale_leaves_no_invoice(store: Store) -> None:
    tax_rule()
    with transaction.atomic():
        assert invoiced(store=store).number == "DL01/I27/00001"
        transaction.set_rollback(True)
    assert not TaxDocument.objects.exists()
    assert not NumberSeries.objects.exists()
