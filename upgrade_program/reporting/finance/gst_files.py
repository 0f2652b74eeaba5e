"""The files of GSTR-1, a section each, in the columns of the GST portal's offline tool (returns offline tool, as of its sheets of 2025).

Written from knowledge of those sheets, not tried with the tool. Days are 03-May-2027, places `07-Delhi`, amounts rupees with two places.
HSN is split into B2B and B2C, as the form wants it since May 2025; a service has the unit NA and no quantity. Cess is none. Reverse
charge never applies. Purchase vouchers stand under documents as invoices for inward supply from unregistered persons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from stores.states import STATES
from upgrade_program.billing.enums import DocumentKind, Series
from upgrade_program.kernel.wording import MONTHS
from upgrade_program.reporting.finance.gst import Gstr1, Listed

Row = tuple[object, ...]
_NO_CESS = Decimal("0.00")
NATURES = {
    Series.INVOICE.value: "Invoices for outward supply",
    Series.CREDIT_NOTE.value: "Credit Note",
    Series.PURCHASE_VOUCHER.value: "Invoices for inward supply from unregistered person",
}


@dataclass(frozen=True, slots=True)
class File:
    """One section: how a page calls it, its columns, and its rows out of a GSTIN's month."""

    name: str
    title: str
    header: tuple[str, ...]
    rows: Callable[[Gstr1], Iterator[Row]]


def day(on: date) -> str:
    """03-May-2027."""
    return f"{on.day:02d}-{MONTHS['en'][on.month - 1]}-{on.year}"


def place(code: str) -> str:
    """07-Delhi, and 01-Jammu & Kashmir: the tool's own names."""
    name = STATES[code].name.replace(" and ", " & ").replace("Other territory", "Other Territory")
    return f"{code}-{name}"


def per_cent(rate: Decimal) -> str:
    """18, and 0.25."""
    return f"{rate.normalize():f}"


def _b2b(month: Gstr1) -> Iterator[Row]:
    for row in month.of("b2b", DocumentKind.INVOICE):
        yield (row.gstin, row.name, row.number, day(row.on), row.split.total, place(row.place), "N", "", "Regular B2B", "", *_tax(row))


def _b2cl(month: Gstr1) -> Iterator[Row]:
    for row in month.of("b2cl", DocumentKind.INVOICE):
        yield (row.number, day(row.on), row.split.total, place(row.place), "", *_tax(row), "")


def _b2cs(month: Gstr1) -> Iterator[Row]:
    for row in month.small:
        yield ("OE", place(row.place), "", per_cent(row.rate), row.split.taxable, _NO_CESS, "")


def _cdnr(month: Gstr1) -> Iterator[Row]:
    for row in month.of("b2b", DocumentKind.CREDIT_NOTE):
        yield (
            *(row.gstin, row.name, row.number, day(row.on), "C", place(row.place), "N", "Regular B2B", row.split.total, ""),
            *_tax(row),
        )


def _cdnur(month: Gstr1) -> Iterator[Row]:
    for row in month.of("b2cl", DocumentKind.CREDIT_NOTE):
        yield ("B2CL", row.number, day(row.on), "C", place(row.place), row.split.total, "", *_tax(row))


def _hsn(b2b: bool) -> Callable[[Gstr1], Iterator[Row]]:
    def rows(month: Gstr1) -> Iterator[Row]:
        for row in month.codes:
            if row.b2b is b2b:
                split = row.split
                yield (
                    *(row.sac, "", "NA", 0, split.total, per_cent(row.rate), split.taxable),
                    *(split.igst, split.cgst, split.sgst + split.utgst, _NO_CESS),
                )

    return rows


def _docs(month: Gstr1) -> Iterator[Row]:
    for row in month.series:
        yield (NATURES[row.letter], row.first, row.last, row.count + row.cancelled, row.cancelled)


def _tax(row: Listed) -> Row:
    return (per_cent(row.rate), row.split.taxable, _NO_CESS)


_TAX = ("Rate", "Taxable Value", "Cess Amount")
_SHARE, _SHOP = "Applicable % of Tax Rate", "E-Commerce GSTIN"
_BUYER = ("GSTIN/UIN of Recipient", "Receiver Name")
_INVOICE = ("Invoice Number", "Invoice date", "Invoice Value", "Place Of Supply")
_HSN = (
    *("HSN", "Description", "UQC", "Total Quantity", "Total Value", "Rate", "Taxable Value"),
    *("Integrated Tax Amount", "Central Tax Amount", "State/UT Tax Amount", "Cess Amount"),
)
_NOTE = ("Note Number", "Note Date", "Note Type", "Place Of Supply")
_FILES = (
    File("b2b", "Sales to businesses (B2B)", (*_BUYER, *_INVOICE, "Reverse Charge", _SHARE, "Invoice Type", _SHOP, *_TAX), _b2b),
    File("b2cl", "Large sales to consumers (B2CL)", (*_INVOICE, _SHARE, *_TAX, _SHOP), _b2cl),
    File("b2cs", "Other sales to consumers (B2CS)", ("Type", "Place Of Supply", _SHARE, *_TAX, _SHOP), _b2cs),
    File(
        *("cdnr", "Credit notes to businesses (CDNR)"),
        (*_BUYER, *_NOTE, "Reverse Charge", "Note Supply Type", "Note Value", _SHARE, *_TAX),
        _cdnr,
    ),
    File("cdnur", "Credit notes to large consumers (CDNUR)", ("UR Type", *_NOTE, "Note Value", _SHARE, *_TAX), _cdnur),
    File("hsn_b2b", "Service codes, businesses (HSN B2B)", _HSN, _hsn(b2b=True)),
    File("hsn_b2c", "Service codes, consumers (HSN B2C)", _HSN, _hsn(b2b=False)),
    File("docs", "Documents issued", ("Nature of Document", "Sr. No. From", "Sr. No. To", "Total Number", "Cancelled"), _docs),
)
FILES = {file.name: file for file in _FILES}
