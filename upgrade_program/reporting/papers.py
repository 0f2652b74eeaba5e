"""The tax documents of a store's day: from which number to which, what they charge, and which invoices were taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, Min, Sum

from stores.clock import end_of_day, start_of_day
from stores.models import Store
from upgrade_program.billing.enums import DocumentKind, Series
from upgrade_program.billing.models import TaxDocument
from upgrade_program.billing.numbers import written
from upgrade_program.kernel.money import ZERO

TAXES = ("taxable", "cgst", "sgst", "utgst", "igst", "total")


@dataclass(frozen=True, slots=True)
class Split:
    """Rupees to the paisa; the first five sum to the total."""

    taxable: Decimal = ZERO
    cgst: Decimal = ZERO
    sgst: Decimal = ZERO
    utgst: Decimal = ZERO
    igst: Decimal = ZERO
    total: Decimal = ZERO

    def __add__(self, other: Split) -> Split:
        return Split(**{name: getattr(self, name) + getattr(other, name) for name in TAXES})

    def __neg__(self) -> Split:
        return Split(**{name: -getattr(self, name) for name in TAXES})

    @property
    def tax(self) -> Decimal:
        return self.total - self.taxable


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """The numbers one series gave on the day. Series are dense: as many as from the first to the last."""

    kind: str
    first: str
    last: str
    count: int
    split: Split

    @property
    def label(self) -> str:
        return Series.CREDIT_NOTE.label if self.kind == DocumentKind.CREDIT_NOTE else Series.INVOICE.label


@dataclass(frozen=True, slots=True)
class Papers:
    """Series in the order invoices, credit notes; the credit notes one by one, each with the invoice it takes back."""

    series: list[SeriesLine]
    credit_notes: list[TaxDocument]

    @property
    def invoiced(self) -> Split:
        return self._sum(DocumentKind.INVOICE)

    @property
    def credited(self) -> Split:
        return self._sum(DocumentKind.CREDIT_NOTE)

    @property
    def net(self) -> Split:
        return self.invoiced + -self.credited

    def _sum(self, kind: DocumentKind) -> Split:
        return sum((line.split for line in self.series if line.kind == kind), Split())


def papers_of_day(store: Store, *, on: date) -> Papers:
    """The documents issued on a day, in two statements."""
    issued = TaxDocument.objects.filter(store=store, issued_at__range=(start_of_day(on), end_of_day(on)))
    grouped = issued.order_by().values("kind", "letter", "year").annotate(
        first=Min("serial"), last=Max("serial"), count=Count("pk"), **{f"sum_{name}": Sum(name) for name in TAXES}
    )  # fmt: skip
    rows: Iterable[tuple[str, str, int, int, int, int, Decimal]] = grouped.values_list(
        "kind", "letter", "year", "first", "last", "count", *(f"sum_{name}" for name in TAXES)
    )
    notes = issued.filter(kind=DocumentKind.CREDIT_NOTE).select_related("credits", "cancelled_plan").defer("seller", "buyer")
    return Papers(
        series=[
            SeriesLine(
                kind=kind,
                first=written(store=store, letter=letter, year=year, serial=first),
                last=written(store=store, letter=letter, year=year, serial=last),
                count=count,
                split=Split(*amounts),
            )
            for kind, letter, year, first, last, count, *amounts in sorted(rows, key=lambda row: (row[1] != Series.INVOICE, row[2]))
        ],
        credit_notes=list(notes.order_by("issued_at", "id")),
    )
