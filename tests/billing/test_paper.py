"""What invoices and credit notes say, as data, on A4 and in both languages: every field rule 46 (and 53) of the CGST Rules asks for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from stores.models import Store
from tests.factories.billing import card, cash, credited, invoiced, upi
from tests.factories.stores import StoreFactory
from tests.foundation.documents import reading
from upgrade_program.billing.models import TaxDocument
from upgrade_program.billing.paper import file_name, paise_text, tax_document_paper
from upgrade_program.billing.queries import document_for
from upgrade_program.billing.services import Buyer
from upgrade_program.foundation.documents.engine import render
from upgrade_program.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db
LONG_NAME = "Venkatanarasimharajuvaripeta Subrahmanyeswara Lakshmi Narasimha Prasad Chattopadhyay-Krishnamurthy R"
LONG_ADDRESS = ("Unit 1201, Tower B, Lodha Supremus, Senapati Bapat Marg, Upper Worli, near Kamala Mills, " * 3)[:199] + "8"


def paper(document: TaxDocument, *, language: str = "en", duplicate: bool = False) -> dict[str, Any]:
    return tax_document_paper(document_for(SYSTEM, document.pk), language=language, duplicate=duplicate)


def a4(document: TaxDocument, *, language: str = "en", duplicate: bool = False) -> bytes:
    return render(template="tax_document", data=paper(document, language=language, duplicate=duplicate), language=language)


def leaves(value: object) -> list[str]:
    """Every text of a paper."""
    if isinstance(value, dict):
        return [text for each in value.values() for text in leaves(each)]
    if isinstance(value, list):
        return [text for each in value for text in leaves(each)]
    return [value] if isinstance(value, str) else []


def test_an_invoice_says_what_the_law_asks(store: Store) -> None:
    """Rule 46: each letter of the rule that a service invoice has, in its order."""
    document = invoiced(store=store, tenders=[cash(300), upi("412345678901", 249)])
    said = reading.words(a4(document))
    tight = reading.tight(said)
    for letter, field in {
        "a: supplier": "New Delhi Phones Private Limited Mi Home Nehru Place 12 Market Road New Delhi 110019, 07 Delhi",
        "a: GSTIN": f"GSTIN {store.gstin}",
        "b: number": "DL01/I27/00001",
        "c: date": "Date 3 May 2027, 11:42",
        "f: recipient": "Farhan Ali Mobile 98••• ••421 State: 07 Delhi Not registered under GST",
        "g: SAC": "999792",
        "h: description": "Mi Smart Upgrade plan for Redmi Note 9 Pro 4/64",
        "k: taxable value": "465.26",
        "l, m: central tax": "CGST 9 % 41.87",
        "l, m: state tax": "SGST 9 % 41.87",
        "j: total": "Total, GST included ₹549.00",
        "n: place of supply": "Place of supply 07 Delhi",
        "p: reverse charge": "Reverse charge No",
        "q: signature": "For New Delhi Phones Private Limited Authorised signatory",
        "title": "Tax invoice",
        "original": "Original for recipient",
        "in words": "In words: Rupees five hundred and forty-nine only",
        "payments": "Payments received Cash ₹300.00 UPI, UTR 412345678901 ₹249.00",
    }.items():
        assert reading.tight(field) in tight, letter
    assert "DUPLICATE" not in said
    assert "9810455421" not in said


def test_the_hindi_invoice_says_the_same_figures(store: Store) -> None:
    document = invoiced(store=store, buyer=Buyer(name="लक्ष्मी त्रिपाठी", mobile="+919810455421"), tenders=[card("4242 81A3F0", 549)])
    said = reading.words(a4(document, language="hi", duplicate=True))
    for figure in ("DL01/I27/00001", "11:42", "07 Delhi", "999792", "465.26", "41.87", "₹549.00", "4242, 81A3F0", "DUPLICATE", store.gstin):
        assert reading.tight(figure) in reading.tight(said)
    for words in ("टैक्स इनवॉइस", "लक्ष्मी त्रिपाठी", "आपूर्ति का स्थान", "पाँच सौ उनचास रुपये मात्र", "कर योग्य मूल्य", "मिले भुगतान"):
        assert reading.tight(words) in reading.tight(said), words


@pytest.mark.parametrize("language", ["en", "hi"])
@pytest.mark.parametrize(
    ("state", "place", "taxes"),
    [
        ("07", "07", [["CGST", "9 %", "41.87"], ["SGST", "9 %", "41.87"]]),
        ("04", "04", [["CGST", "9 %", "41.87"], ["UTGST", "9 %", "41.87"]]),
        ("07", "27", [["IGST", "18 %", "83.75"]]),
    ],
)
def test_each_kind_of_tax_is_named_and_sums_up(language: str, state: str, place: str, taxes: list[list[str]]) -> None:
    shop = StoreFactory(code="XX9999", state=state)
    document = invoiced(store=shop, place_of_supply=place)
    said = paper(document, language=language)
    assert said["taxes"] == taxes
    assert said["number"] == "XX9999/I27/00001"
    assert len(said["number"]) == 16
    assert sum(Decimal(amount) for *_, amount in taxes) + Decimal(said["taxable"][1]) == document.total == Decimal(549)
    text = reading.tight(reading.words(a4(document, language=language)))
    assert all(reading.tight("".join(line)) in text for line in taxes)


def test_a_registered_buyer_stands_with_gstin_and_the_state_of_it(store: Store) -> None:
    buyer = Buyer(name="Anand Traders", mobile="+919810455421", gstin="27AAPFU0939F1ZV")
    lines = paper(invoiced(store=store, buyer=buyer))["recipient"]["lines"]
    assert lines == ["Mobile 98••• ••421", "State: 27 Maharashtra", "GSTIN 27AAPFU0939F1ZV"]


def test_a_registered_buyers_address_stands_on_both_papers(store: Store) -> None:
    """Rule 46(d), and rule 53(1A)(e) for the note: name, address and GSTIN of a registered recipient."""
    buyer = Buyer(name="Anand Traders", mobile="+919810455421", gstin="27AAPFU0939F1ZV", address="Gala 5, लक्ष्मी Estate, Mumbai 400053")
    invoice = invoiced(store=store, buyer=buyer)
    note = credited(invoice=invoice)
    for document in (invoice, note):
        assert paper(document)["recipient"]["lines"][:2] == ["Gala 5, लक्ष्मी Estate, Mumbai 400053", "Mobile 98••• ••421"]
        for language in ("en", "hi"):
            said = reading.tight(reading.words(a4(document, language=language)))
            assert reading.tight("Anand Traders Gala 5, लक्ष्मी Estate, Mumbai 400053") in said
            assert "27AAPFU0939F1ZV" in said


def test_a_document_made_before_addresses_were_asked_prints_as_it_did(store: Store) -> None:
    invoice = invoiced(store=store)
    del invoice.buyer["address"]
    said = tax_document_paper(invoice, language="en", duplicate=False)
    assert (said["address"], said["recipient"]["lines"][0]) == ("", "Mobile 98••• ••421")


def test_a_credit_note_names_its_invoice_reason_and_refunds(store: Store) -> None:
    invoice = invoiced(store=store, tenders=[cash(300), card("4242 81A3F0", 249)])
    note = credited(invoice=invoice)
    said = reading.tight(reading.words(a4(note)))
    for field in (
        "Credit note",
        "DL01/C27/00001",
        "Against invoice DL01/I27/00001 of 3 May 2027",
        "Reason Phone returned",
        "CGST 9 % 41.87 SGST 9 % 41.87",
        "Total given back, GST included ₹549.00",
        "Given back the way it was paid Cash ₹300.00 Card ending 4242, 81A3F0 ₹249.00",
    ):
        assert reading.tight(field) in said, field
    assert "Taxinvoice" not in said
    assert paper(invoice)["notes"][0] == "Taken back in full by credit note DL01/C27/00001 of 3 May 2027."
    assert "DL01/C27/00001" in paper(invoice, language="hi")["notes"][0]


def test_both_languages_have_every_word(store: Store) -> None:
    note = credited(invoice=invoiced(store=store, tenders=[cash(100), upi("412345678901", 249), card("4242", 200)]))
    english, hindi = (paper(note, language=language) for language in ("en", "hi"))
    assert len(leaves(english)) == len(leaves(hindi))
    assert any("\u0900" <= sign <= "\u097f" for sign in "".join(leaves(hindi)))
    assert not any("\u0900" <= sign <= "\u097f" for sign in "".join(leaves(english)))


def test_long_names_and_addresses_stay_on_one_page() -> None:
    shop = StoreFactory(
        code="CHND01",
        state="04",
        legal_name="Chandigarh Electronics, Telecommunication Services and Home Appliances Private Limited (formerly Sharma and Sons)"[
            :150
        ],
        address="Shop 12 to 15, ground floor, Elante Mall, Plot 178-178A, Industrial Area Phase I, near Tribune Chowk",
        email="accounts.and.invoices.of.all.stores@chandigarh-electronics-and-home-appliances.example.in",
    )
    buyer = Buyer(name=LONG_NAME, mobile="+919810455421", gstin="27AAPFU0939F1ZV", address=LONG_ADDRESS)
    document = invoiced(store=shop, buyer=buyer, tenders=[cash(99), *[card("4242", 90)] * 5])
    for language in ("en", "hi"):
        pdf = a4(document, language=language, duplicate=True)
        assert reading.pages(pdf) == 1
        for long in (LONG_NAME, LONG_ADDRESS):
            assert reading.tight(long) in reading.tight(reading.words(pdf))


def test_an_address_without_blanks_is_broken_and_runs_over_nothing(store: Store) -> None:
    solid = "Gala5," + "x" * 194
    said = reading.words(a4(invoiced(store=store, buyer=Buyer(name="Anand Traders", mobile="+919810455421", address=solid))))
    assert "x" * 60 not in said
    assert solid in reading.tight(said)


def test_the_file_name_is_the_number(store: Store) -> None:
    assert file_name(invoiced(store=store)) == "DL01-I27-00001.pdf"


@pytest.mark.parametrize(
    ("amount", "text"),
    [("0.5", "0.50"), ("549", "549.00"), ("1699.1", "1,699.10"), ("1234567.89", "12,34,567.89"), ("100000", "1,00,000.00")],
)
def test_amounts_have_two_places(amount: str, text: str) -> None:
    assert paise_text(Decimal(amount)) == text
