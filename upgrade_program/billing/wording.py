"""How a tax document reads: its tax lines, how each part was paid, the place of supply. Pure, so that pages and prints agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from stores.states import STATES


@dataclass(frozen=True, slots=True)
class TaxLine:
    """One tax of a document: its name, its share in per cent, rupees."""

    label: str
    percent: Decimal
    amount: Decimal


def tax_lines(*, rate: Decimal, amounts: Mapping[str, Decimal]) -> list[TaxLine]:
    """The taxes a document charges, in the order of the law; a rate of nothing is one IGST line of nothing."""
    shared = [TaxLine(name.upper(), rate / 2, amounts[name]) for name in ("cgst", "sgst", "utgst") if amounts[name]]
    return shared or [TaxLine("IGST", rate, amounts["igst"])]


def paid_by(*, method: str, label: str, reference: str) -> str:
    """`UPI, UTR 412345678901`, `Card ending 4242, 81A3F0`, `Points, 150 used`, `Cash`."""
    if not reference:
        return label
    if method == "points":
        return f"{label}, {reference} used"
    if method == "upi":
        return f"{label}, UTR {reference}"
    last_four, _, approval = reference.partition(" ")
    return f"{label} ending {last_four}" + (f", {approval}" if approval else "")


def place(code: str) -> str:
    """`07 Delhi`, as GST writes a place of supply."""
    return f"{code} {STATES[code].name}"
