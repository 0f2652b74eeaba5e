"""The database states the law of tax documents: each is broken once by hand, past all services, and refuses by its name."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from stores.models import Store
from tests.factories.billing import AT, collected, credited, invoiced
from upgrade_program.billing.models import Collection, NumberSeries, Refund, TaxDocument
from upgrade_program.billing.numbers import take_number

pytestmark = pytest.mark.django_db
Law = Callable[[str], AbstractContextManager[None]]


def rewritten(document: TaxDocument, **changes: Any) -> TaxDocument:
    """A second row made from the first, inserted with the changes and, unless told, the next number of its series."""
    copy = TaxDocument.objects.get(pk=document.pk)
    copy.pk = None
    letter = changes.get("letter", copy.letter)
    year, serial, number = take_number(store=copy.store, letter=letter, on=changes.get("issued_on", copy.issued_on))
    for name, value in {"year": year, "serial": serial, "number": number, **changes}.items():
        setattr(copy, name, value)
    copy.save(force_insert=True)
    return copy


def another(store: Store, **changes: Any) -> TaxDocument:
    """A second invoice of the store, over a collection of its own."""
    return rewritten(TaxDocument.objects.get(), collection=collected(store=store), **changes)


def note(invoice: TaxDocument, **changes: Any) -> TaxDocument:
    return rewritten(invoice, **({"kind": "credit_note", "letter": "C", "credits": invoice, "reason": "Phone returned"} | changes))


@pytest.fixture
def invoice(store: Store) -> TaxDocument:
    return invoiced(store=store)


def test_the_hand_that_breaks_the_laws_can_also_keep_them(invoice: TaxDocument, store: Store) -> None:
    assert another(store).number == "DL01/I27/00002"
    Collection.objects.filter(pk=invoice.collection_id).update(state="refunded")
    credit = note(invoice)
    assert credit.number == "DL01/C27/00001"
    Refund.objects.create(payment=invoice.collection.payments.get(), credit_note=credit, amount=invoice.total, at=AT)


@pytest.mark.parametrize(
    ("law", "changes"),
    [
        ("lines_sum_to_the_total", {"taxable": Decimal("465.25")}),
        ("tax_amounts_are_not_negative", {"taxable": Decimal("632.74"), "cgst": Decimal("-41.87"), "sgst": Decimal("-41.87")}),
        ("central_tax_equals_the_local_half", {"cgst": Decimal("41.86"), "sgst": Decimal("41.88")}),
        (
            "central_tax_equals_the_local_half",
            {"cgst": Decimal("41.86"), "sgst": Decimal("20.93"), "utgst": Decimal("20.93"), "taxable": Decimal("465.28")},
        ),
        (
            "tax_follows_the_place_of_supply",
            {"cgst": Decimal(0), "sgst": Decimal(0), "taxable": Decimal("465.25"), "igst": Decimal("83.75")},
        ),
        ("tax_follows_the_place_of_supply", {"place_of_supply": "27"}),
        ("a_document_rate_is_a_percentage", {"rate": Decimal(101)}),
        ("an_invoice_bills_what_was_paid", {"total": Decimal("649.00"), "taxable": Decimal("565.26")}),
        ("a_credit_note_names_invoice_and_reason", {"reason": "an invoice has none"}),
        ("the_day_is_the_day_in_india", {"issued_on": AT.date() + timedelta(days=1)}),
        ("the_day_is_the_day_in_india", {"issued_at": AT + timedelta(hours=13)}),  # 00:42 of the next day in India
        ("documents_bear_the_number_taken", {"number": "DL01/I27/00003"}),
        ("documents_bear_the_number_taken", {"serial": 3, "number": "DL01/I27/00003"}),
        ("documents_bear_the_number_taken", {"number": "MH01/I27/00002"}),
    ],
)
def test_an_invoice_that_breaks_the_law(invoice: TaxDocument, store: Store, refused_by: Law, law: str, changes: dict[str, Any]) -> None:
    with refused_by(law):
        another(store, **changes)
    assert TaxDocument.objects.get() == invoice


def test_a_document_is_of_the_financial_year_of_its_day(invoice: TaxDocument, store: Store, refused_by: Law) -> None:
    # The series of the year before gives the number, the day says otherwise.
    with refused_by("the_year_is_the_financial_year"):
        year, serial, number = take_number(store=store, letter="I", on=AT.date() - timedelta(days=365))
        copy = TaxDocument.objects.get()
        copy.pk, copy.collection, copy.year, copy.serial, copy.number = None, collected(store=store), year, serial, number
        copy.save(force_insert=True)
    assert TaxDocument.objects.get() == invoice


def test_across_a_border_shared_and_integrated_tax_exclude_each_other(store: Store, refused_by: Law) -> None:
    invoiced(store=store, place_of_supply="27")
    # The seller's state is left out, so that only the amounts speak.
    with refused_by("tax_is_shared_or_integrated"), connection.cursor() as cursor:
        connection.check_constraints()
        cursor.execute("ALTER TABLE billing_taxdocument DISABLE TRIGGER USER")
        TaxDocument.objects.update(cgst=Decimal("1.00"), sgst=Decimal("1.00"), igst=Decimal("81.75"))
    assert TaxDocument.objects.get().cgst == 0


@pytest.mark.parametrize("state", ["open", "refunded"])
def test_an_unpaid_or_refunded_sale_is_not_invoiced(invoice: TaxDocument, store: Store, refused_by: Law, state: str) -> None:
    money = collected(store=store)
    with refused_by("an_invoice_bills_what_was_paid"), connection.cursor() as cursor:
        connection.check_constraints()
        cursor.execute("ALTER TABLE billing_collection DISABLE TRIGGER USER")
        Collection.objects.filter(pk=money.pk).update(state=state)
        rewritten(invoice, collection=money)
    assert TaxDocument.objects.get() == invoice


def test_an_invoice_bills_its_own_store(invoice: TaxDocument, other_store: Store, refused_by: Law) -> None:
    with refused_by("an_invoice_bills_what_was_paid"):
        rewritten(invoice, collection=collected(store=other_store))


def test_one_collection_has_one_invoice(invoice: TaxDocument, refused_by: Law) -> None:
    with refused_by("one_invoice_per_collection"):
        rewritten(invoice)
    assert NumberSeries.objects.get().last == 1


def test_a_number_is_taken_once(invoice: TaxDocument, store: Store, refused_by: Law) -> None:
    with refused_by("numbers_are_taken_once"):
        copy = TaxDocument.objects.get()
        copy.pk, copy.collection = None, collected(store=store)
        copy.save(force_insert=True)


def test_a_number_is_on_one_document(invoice: TaxDocument, store: Store, refused_by: Law) -> None:
    money = collected(store=store)
    with refused_by("a_number_is_on_one_document"), connection.cursor() as cursor:
        connection.check_constraints()
        cursor.execute("ALTER TABLE billing_taxdocument DISABLE TRIGGER USER")
        copy = TaxDocument.objects.get()
        copy.pk, copy.collection, copy.serial = None, money, 2
        copy.save(force_insert=True)


@pytest.mark.parametrize(
    ("law", "changes"),
    [
        ("a_credit_note_mirrors_its_invoice", {"taxable": Decimal("365.26"), "total": Decimal("449.00")}),
        ("a_credit_note_mirrors_its_invoice", {"rate": Decimal(12)}),
        ("a_credit_note_mirrors_its_invoice", {"sac": "999799"}),
        ("a_credit_note_mirrors_its_invoice", {"issued_at": AT - timedelta(minutes=1)}),
        ("a_credit_note_mirrors_its_invoice", {"credits": None}),
        ("a_credit_note_names_invoice_and_reason", {"reason": ""}),
    ],
)
def test_a_credit_note_that_breaks_the_law(invoice: TaxDocument, refused_by: Law, law: str, changes: dict[str, Any]) -> None:
    with refused_by(law):
        note(invoice, **changes)
    assert TaxDocument.objects.get() == invoice


def test_an_invoice_is_credited_once(invoice: TaxDocument, refused_by: Law) -> None:
    credited(invoice=invoice)
    with refused_by("an_invoice_is_credited_once"):
        note(invoice)


def test_a_credit_note_is_not_credited(invoice: TaxDocument, refused_by: Law) -> None:
    first = credited(invoice=invoice)
    with refused_by("a_credit_note_mirrors_its_invoice"):
        note(first)


@pytest.mark.parametrize(
    "change",
    [
        {"total": Decimal(1)},
        {"buyer": {"name": "Somebody Else"}},
        {"number": "DL01/I27/00009"},
        {"reason": "x"},
        {"description": "Another phone"},
    ],
)
def test_a_document_never_changes(invoice: TaxDocument, refused_by: Law, change: dict[str, Any]) -> None:
    with refused_by("tax_documents_never_change"):
        TaxDocument.objects.update(**change)
    with refused_by("tax_documents_never_change"):
        TaxDocument.objects.filter(pk=invoice.pk)._raw_delete("default")
    assert TaxDocument.objects.get() == invoice
