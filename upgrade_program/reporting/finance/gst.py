"""What a GSTIN reports of a month in GSTR-1: every invoice and credit note of its stores in one section each, to the paisa.

B2B: the buyer has a GSTIN. B2C large: none, in another state, above the limit of the invoice's day. B2C small: the rest, as sums by place
and rate. Credit notes to B2B stand one by one (CDNR), to B2C large too (CDNUR); those to B2C small are taken off its sums, as the form
wants it. The seller's GSTIN is the one printed on the document, whatever the store's is today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from upgrade_program.billing.enums import DocumentKind
from upgrade_program.kernel.months import financial_year
from upgrade_program.reporting.finance.asking import rows
from upgrade_program.reporting.finance.months import Month
from upgrade_program.reporting.papers import TAXES, Split

# Above this an invoice to a consumer in another state is listed by itself: notification 12/2024 lowered it from 1 August 2024.
_LARGE = "CASE WHEN i.issued_on >= DATE '2024-08-01' THEN 100000 ELSE 250000 END"
# Each store's index is asked for its month; the whole table is not.
_OF = f"""
    WITH papers AS (
        SELECT d.kind, d.number, d.issued_on, d.place_of_supply, d.rate, d.sac, d.taxable, d.cgst, d.sgst, d.utgst, d.igst, d.total,
               coalesce(d.buyer ->> 'gstin', '') AS gstin, coalesce(d.buyer ->> 'name', '') AS name,
               CASE d.kind WHEN 'invoice' THEN 1 ELSE -1 END AS sign,
               CASE WHEN coalesce(d.buyer ->> 'gstin', '') <> '' THEN 'b2b'
                    WHEN d.seller ->> 'state' <> d.place_of_supply AND d.total > {_LARGE} THEN 'b2cl'
                    ELSE 'b2cs' END AS section
          FROM billing_taxdocument d JOIN billing_taxdocument i ON i.id = coalesce(d.credits_id, d.id)
         WHERE d.store_id = ANY(ARRAY(SELECT id FROM stores_store)) AND d.issued_at >= %(start)s AND d.issued_at < %(end)s
           AND d.seller ->> 'gstin' = %(gstin)s)
"""  # noqa: S608  built of these very words
_SUMS = ", ".join(f"sum(sign * {name})" for name in TAXES)
_LISTED = f"""{_OF} SELECT section, kind, number, issued_on, place_of_supply, rate, gstin, name, {", ".join(TAXES)}
      FROM papers WHERE section <> 'b2cs' ORDER BY issued_on, number"""  # noqa: S608  built of these very words
_SMALL = f"{_OF} SELECT place_of_supply, rate, {_SUMS} FROM papers WHERE section = 'b2cs' GROUP BY 1, 2 ORDER BY 1, 2"  # noqa: S608  built of these very words
_STATES = f"{_OF} SELECT place_of_supply, rate, {_SUMS} FROM papers GROUP BY 1, 2 ORDER BY 1, 2"  # noqa: S608  built of these very words
_CODES = f"{_OF} SELECT sac, section = 'b2b', rate, {_SUMS} FROM papers GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"  # noqa: S608  built of these very words
_SERIES = """
    WITH issued AS (
        SELECT d.store_id, d.letter, d.year, d.serial, d.number,
               EXISTS (SELECT FROM billing_taxdocument n WHERE n.credits_id = d.id) AS back
          FROM billing_taxdocument d
         WHERE d.store_id = ANY(ARRAY(SELECT id FROM stores_store)) AND d.issued_at >= %(start)s AND d.issued_at < %(end)s
           AND d.seller ->> 'gstin' = %(gstin)s
        UNION ALL
        SELECT v.store_id, v.letter, v.year, v.serial, v.number, EXISTS (SELECT FROM buyback_purchasevoucher r WHERE r.returns_id = v.id)
          FROM buyback_purchasevoucher v
         WHERE v.store_id = ANY(ARRAY(SELECT id FROM stores_store)) AND v.letter = 'P' AND v.year = %(year)s
           AND v.issued_on BETWEEN %(first)s AND %(last)s AND v.buyer ->> 'gstin' = %(gstin)s)
    SELECT letter, min(number), max(number), count(*), max(serial) - min(serial) + 1 - count(*), count(*) FILTER (WHERE back)
      FROM issued GROUP BY store_id, letter, year ORDER BY position(letter IN 'ICP'), min(number)
"""
_SELLERS = """
    SELECT seller ->> 'gstin', max(seller ->> 'legal_name'), count(*) FILTER (WHERE kind = 'invoice'),
           count(*) FILTER (WHERE kind <> 'invoice'), sum(CASE kind WHEN 'invoice' THEN taxable ELSE -taxable END),
           sum(CASE kind WHEN 'invoice' THEN total - taxable ELSE taxable - total END)
      FROM billing_taxdocument
     WHERE store_id = ANY(ARRAY(SELECT id FROM stores_store)) AND issued_at >= %(start)s AND issued_at < %(end)s
       AND starts_with(seller ->> 'gstin', %(begins)s)
     GROUP BY 1 ORDER BY 1 LIMIT %(most)s
"""
MOST_SELLERS = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """A document that stands by itself; amounts as printed, those of a credit note not negative."""

    section: str
    kind: str
    number: str
    on: date
    place: str
    rate: Decimal
    gstin: str
    name: str
    split: Split


@dataclass(frozen=True, slots=True)
class Summed:
    """Invoices less credit notes of one place of supply (a state's code) and rate in per cent."""

    place: str
    rate: Decimal
    split: Split


@dataclass(frozen=True, slots=True)
class CodeLine:
    """The same of one service code: to buyers with a GSTIN (`b2b`), or to all others."""

    sac: str
    b2b: bool
    rate: Decimal
    split: Split


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """One store's series: the numbers given from first to last. `cancelled` bear no document, which the database allows to none.

    `taken_back` were answered by a credit note or a return voucher: they stand, and so does their answer.
    """

    letter: str
    first: str
    last: str
    count: int
    cancelled: int
    taken_back: int


@dataclass(frozen=True, slots=True)
class Seller:
    """A GSTIN that issued documents in a month; rupees are invoices less credit notes."""

    gstin: str
    legal_name: str
    invoices: int
    credit_notes: int
    taxable: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Gstr1:
    """A GSTIN's month by section."""

    gstin: str
    month: Month
    listed: list[Listed]
    small: list[Summed]
    states: list[Summed]
    codes: list[CodeLine]
    series: list[SeriesLine]

    def of(self, section: str, kind: DocumentKind) -> list[Listed]:
        return [row for row in self.listed if (row.section, row.kind) == (section, kind)]

    @property
    def net(self) -> Split:
        """Everything, invoices less credit notes."""
        return sum((row.split for row in self.states), Split())

    @property
    def by_section(self) -> Split:
        """The same, summed over the sections: equal, or something stands in none or twice."""
        signed = (row.split if row.kind == DocumentKind.INVOICE else -row.split for row in self.listed)
        return sum((row.split for row in self.small), sum(signed, Split()))

    @property
    def agrees(self) -> bool:
        return self.net == self.by_section == sum((row.split for row in self.codes), Split())


def sellers(month: Month, *, begins: str = "") -> list[Seller]:
    """The GSTINs that begin so and issued anything in the month, at most 200, in one statement."""
    return [Seller(*row) for row in rows(_SELLERS, {**_span(month), "begins": begins.upper(), "most": MOST_SELLERS})]


def gstr1(gstin: str, *, month: Month) -> Gstr1:
    """All sections of a GSTIN's month, in five statements however many documents it has."""
    asked = {**_span(month), "gstin": gstin, "year": financial_year(month.first), "first": month.first, "last": month.last}
    return Gstr1(
        gstin=gstin,
        month=month,
        listed=[Listed(*_with_split(row, 8)) for row in rows(_LISTED, asked)],
        small=[Summed(*_with_split(row, 2)) for row in rows(_SMALL, asked)],
        states=[Summed(*_with_split(row, 2)) for row in rows(_STATES, asked)],
        codes=[CodeLine(*_with_split(row, 3)) for row in rows(_CODES, asked)],
        series=[SeriesLine(*row) for row in rows(_SERIES, asked)],
    )


def _span(month: Month) -> dict[str, Any]:
    return {"start": month.start, "end": month.end}


def _with_split(row: Any, facts: int) -> list[Any]:
    """A row whose last columns are amounts, as its facts and one split."""
    return [*row[:facts], Split(*row[facts:])]
