"""What an invoice and a credit note say on paper, line by line: one set of plain words for screen, A4 and the 80 mm slip.

Fields after rules 46 (invoice) and 53 (credit note) of the CGST Rules 2017.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from stores.clock import STORE_TIME
from upgrade_program.billing.enums import DocumentKind
from upgrade_program.billing.models import Payment, TaxDocument
from upgrade_program.billing.paper_words import WORDS
from upgrade_program.billing.wording import place
from upgrade_program.foundation.documents.amounts import amount_in_words
from upgrade_program.foundation.ui.figures import mobile_masked, moment, percent
from upgrade_program.kernel.wording import day_text, rupees_text

Paper = dict[str, Any]
Pairs = list[list[str]]


def tax_document_paper(document: TaxDocument, *, language: str, duplicate: bool) -> Paper:
    """The words of a document in a language (en, hi); amounts to the paisa. Fetch it with `queries.document_for`: all rows are there then.

    The recipient's mobile is masked: whoever finds the paper cannot call.
    """
    words = WORDS[language]
    credit = document.kind == DocumentKind.CREDIT_NOTE
    return {
        "kind": document.kind,
        "title": words[document.kind],
        "mark": words["duplicate" if duplicate else "original"],
        "duplicate": duplicate,
        "number": document.number,
        "facts": _facts(document, language=language),
        "seller": _seller(document, language=language),
        "recipient": {"title": words["recipient"], "name": document.buyer["name"], "lines": _recipient(document, language=language)},
        "address": _address(document),
        "registered": f"GSTIN {document.buyer['gstin']}" if document.buyer["gstin"] else "",
        "supply": {
            "title": words["supply"],
            "lines": [[words["place"], document.place], [words["reverse"], words["no"]]],
        },
        "columns": [words["description"], words["sac"], words["rate"], words["amount"]],
        "description": document.description,
        "sac": document.sac,
        "taxable": [words["taxable"], paise_text(document.taxable)],
        "taxes": [[line.label, percent(line.percent), paise_text(line.amount)] for line in document.tax_lines],
        "total": [words[f"{document.kind}_total"], f"₹{paise_text(document.total)}"],
        "sum": [words["sum"], rupees_text(document.total)],
        "in_words": [words["in_words"], amount_in_words(document.total, language=language)],
        "money": {"title": words[f"{document.kind}_money"], "lines": _money(document, language=language)},
        "notes": [*_taken_back(document, language=language), words["credit_terms" if credit else "terms"]],
        "signature": [words["for"].format(seller=document.seller["legal_name"]), words["signatory"], words["computer"]],
    }


def file_name(document: TaxDocument) -> str:
    """`DL01-I27-00001.pdf`: the document's number, nobody's name."""
    return f"{document.number.replace('/', '-')}.pdf"


def paise_text(amount: Decimal) -> str:
    """1,699.00: lakh grouping, always two places, so that a column of amounts lines up."""
    text = rupees_text(amount).removeprefix("₹")
    return text if "." in text else f"{text}.00"


def paid_words(payment: Payment, *, language: str) -> str:
    """`UPI, UTR 412345678901`; `Card ending 4242, 81A3F0`; `Loyalty points: 150`; `Cash`."""
    words = WORDS[language]
    if not payment.reference:
        return words[payment.method]
    last_four, _, approval = payment.reference.partition(" ")
    said = words[f"by_{payment.method}"].format(reference=payment.reference, last_four=last_four)
    return f"{said}, {approval}" if approval else said


def _facts(document: TaxDocument, *, language: str) -> Pairs:
    words = WORDS[language]
    facts = [[words["number"], document.number], [words["date"], moment(document.issued_at.astimezone(STORE_TIME), language=language)]]
    if document.credits:
        against = words["of"].format(number=document.credits.number, day=day_text(document.credits.issued_on, language))
        facts += [[words["against"], against], [words["reason"], document.reason]]
    return facts


def _seller(document: TaxDocument, *, language: str) -> dict[str, Any]:
    seller = document.seller
    return {
        "legal_name": seller["legal_name"],
        "lines": [
            seller["name"],
            seller["address"],
            f"{seller['city']} {seller['pincode']}, {place(seller['state'])}",
            f"{seller['phone']}, {seller['email']}",
        ],
        "gstin": f"GSTIN {seller['gstin']}",
    }


def _recipient(document: TaxDocument, *, language: str) -> list[str]:
    words, gstin = WORDS[language], document.buyer["gstin"]
    state = gstin[:2] if gstin else document.place_of_supply
    return [
        *([address] if (address := _address(document)) else []),
        f"{words['mobile']} {mobile_masked(document.buyer['mobile'])}",
        f"{words['state']}: {place(state)}",
        f"GSTIN {gstin}" if gstin else words["unregistered"],
    ]


def _address(document: TaxDocument) -> str:
    """Where the buyer is, as given in the sale; rule 46(d) asks for it where the buyer is registered."""
    address: str = document.buyer.get("address", "")
    return address


def _money(document: TaxDocument, *, language: str) -> Pairs:
    if document.kind == DocumentKind.INVOICE:
        return [[paid_words(payment, language=language), f"₹{paise_text(payment.amount)}"] for payment in document.payments]
    return [
        [paid_words(payment, language=language), f"₹{paise_text(refund.amount)}"]
        for payment in document.payments
        for refund in payment.refunds.all()
    ]


def _taken_back(document: TaxDocument, *, language: str) -> list[str]:
    note = document.credit_note
    return [WORDS[language]["taken_back"].format(number=note.number, day=day_text(note.issued_on, language))] if note else []
