"""The printed page: everything a GST invoice must say, nothing that runs inline, one page for each kind."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string

from stores.models import Store
from tests.factories.billing import card, cash, credited, invoiced, upi
from tests.factories.stores import StoreFactory
from upgrade_program.billing.models import TaxDocument
from upgrade_program.billing.queries import document_for
from upgrade_program.billing.services import Buyer
from upgrade_program.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db


class Words(HTMLParser):
    """The words of a page, one blank between them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found += data.split()


def html(document: TaxDocument, *, duplicate: bool = False) -> str:
    shown = document_for(SYSTEM, document.pk)
    return render_to_string(shown.template, {"document": shown, "duplicate": duplicate})


def words(page: str) -> str:
    reader = Words()
    reader.feed(page)
    return " ".join(reader.found)


def test_an_invoice_says_what_the_law_asks(store: Store) -> None:
    buyer = Buyer(name="Farhan <Ali>", mobile="+919810455421", gstin="07AAPFU0939F1ZX")
    text = words(html(invoiced(store=store, tenders=[cash(300), upi("412345678901", 249)], buyer=buyer)))
    for said in (
        "Tax invoice DL01/I27/00001 3 May 2027, 11:42",
        "New Delhi Phones Private Limited",
        "12 Market Road, New Delhi 110019",
        f"GSTIN {store.gstin}",
        "Customer Farhan <Ali> Mobile 98••• ••421 Customer's GSTIN 07AAPFU0939F1ZX Place of supply 07 Delhi",
        "SAC 999792, taxable value 465.26 CGST 9 % 41.87 SGST 9 % 41.87 Total, GST included ₹549",
        "Paid Cash ₹300 UPI, UTR 412345678901 ₹249",
        "Tax is not payable under reverse charge.",
    ):
        assert said in text
    assert "DUPLICATE" not in text
    assert "9810455421" not in text


def test_a_name_is_escaped(store: Store) -> None:
    page = html(invoiced(store=store, buyer=Buyer(name="<script>alert(1)</script>", mobile="+919810455421")))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_integrated_and_union_territory_tax_are_named(store: Store) -> None:
    assert "taxable value 465.25 IGST 18 % 83.75 Total" in words(html(invoiced(store=store, place_of_supply="27")))
    chandigarh = StoreFactory(code="CH01", state="04")
    assert "CGST 9 % 41.87 UTGST 9 % 41.87 Total" in words(html(invoiced(store=chandigarh)))


def test_a_reprint_says_so(store: Store) -> None:
    assert "DUPLICATE Tax invoice" in words(html(invoiced(store=store), duplicate=True))


def test_a_credit_note_names_its_invoice_reason_and_refunds(store: Store) -> None:
    invoice = invoiced(store=store, tenders=[cash(300), card("4242 81A3F0", 249)])
    note = credited(invoice=invoice)
    text = words(html(note))
    assert "Credit note DL01/C27/00001 3 May 2027" in text
    assert "Against invoice DL01/I27/00001 of 3 May 2027 Reason Phone returned" in text
    assert "Total given back, GST included ₹549" in text
    assert "Given back the way it was paid Cash ₹300 Card ending 4242, 81A3F0 ₹249" in text
    assert "Taken back in full by credit note DL01/C27/00001 on 3 May 2027." in words(html(invoice))


def test_nothing_runs_or_styles_inline(store: Store) -> None:
    page = html(invoiced(store=store))
    assert not re.search(r"<style|style=|\son[a-z]+=|javascript:|<script(?![^>]*src=)", page)
    assert not re.search(r"(src|href)=\"(https?:)?//", page)
