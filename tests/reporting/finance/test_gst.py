"""GSTR-1 by hand: three sales in two states, a cancellation in the next month, a redemption; each paper in one section, to the paisa."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from stores.gstin import gstin_for
from stores.models import Store
from tests.factories.billing import BUYER, credited, invoiced
from tests.factories.plans import AT
from tests.reporting.finance.trade import BUSINESS, IN_JUNE, JUNE, MAY, trade
from upgrade_program.billing.enums import DocumentKind
from upgrade_program.billing.models import TaxDocument
from upgrade_program.billing.services import Buyer
from upgrade_program.kernel.actor import Actor
from upgrade_program.reporting.finance.gst import gstr1, sellers
from upgrade_program.reporting.finance.gst_files import FILES, place
from upgrade_program.reporting.finance.months import Month, month_of
from upgrade_program.reporting.papers import TAXES

pytestmark = pytest.mark.django_db


def file(name: str, store: Store, month: Month) -> list[tuple[object, ...]]:
    return list(FILES[name].rows(gstr1(store.gstin, month=month)))


@pytest.fixture
def traded(clerk: Actor, manager: Actor, other_clerk: Actor) -> None:
    trade(clerk=clerk, manager=manager, other_clerk=other_clerk)


def test_the_worked_example_by_section(traded: None, store: Store, other_store: Store) -> None:
    # ₹549 is 465.26 + 2 × 41.87 inside a state and 465.25 + 83.75 across its border; a membership of ₹150 is 127.12 + 2 × 11.44.
    delhi, across, small = Decimal("465.26"), Decimal("465.25"), Decimal("592.38")
    assert file("b2b", store, MAY) == [
        (
            *(BUSINESS, "Meena Joshi", "DL01/I27/00002", "03-May-2027", Decimal(549), "27-Maharashtra", "N", "", "Regular B2B", ""),
            *("18", across, Decimal("0.00")),
        )
    ]
    assert file("b2cs", store, MAY) == [("OE", "07-Delhi", "", "18", small, Decimal("0.00"), "")]
    assert [file(name, store, MAY) for name in ("b2cl", "cdnr", "cdnur")] == [[], [], []]
    assert file("hsn_b2b", store, MAY) == [("999792", "", "NA", 0, 549, "18", across, Decimal("83.75"), 0, 0, 0)]
    assert file("hsn_b2c", store, MAY) == [("999792", "", "NA", 0, 699, "18", small, 0, Decimal("53.31"), Decimal("53.31"), 0)]
    assert file("docs", store, MAY) == [
        ("Invoices for outward supply", "DL01/I27/00001", "DL01/I27/00003", 3, 0),
        ("Invoices for inward supply from unregistered person", "DL01/P27/00001", "DL01/P27/00001", 1, 0),
    ]
    assert file("b2cs", other_store, MAY) == [("OE", "27-Maharashtra", "", "18", delhi, Decimal("0.00"), "")]
    # In June the consumer's credit note is taken off the sums, and stands among the documents.
    assert file("b2cs", store, IN_JUNE) == [("OE", "07-Delhi", "", "18", -delhi, Decimal("0.00"), "")]
    assert [file(name, store, IN_JUNE) for name in ("b2b", "cdnr", "cdnur")] == [[], [], []]
    assert file("docs", store, IN_JUNE) == [("Credit Note", "DL01/C27/00001", "DL01/C27/00001", 1, 0)]
    assert [(row.letter, row.taken_back) for row in gstr1(store.gstin, month=MAY).series] == [("I", 1), ("P", 0)]
    assert gstr1(store.gstin, month=MAY).net.tax == Decimal("190.37")


def test_credit_notes_to_businesses_and_large_consumers_stand_one_by_one(store: Store) -> None:
    business = invoiced(store=store, buyer=Buyer(name="=cmd()", mobile="+919810455421", gstin=BUSINESS), place_of_supply="27")
    large = invoiced(store=store, amount=Decimal("100000.01"), place_of_supply="27")
    at_the_limit = invoiced(store=store, amount=Decimal(100_000), place_of_supply="27")
    at_home = invoiced(store=store, amount=Decimal(300_000))
    for one in (business, large, at_the_limit, at_home):
        credited(invoice=one)
    assert [row[2] for row in file("b2b", store, MAY)] == [business.number]
    assert [row[0] for row in file("b2cl", store, MAY)] == [large.number]
    (note,) = file("cdnr", store, MAY)
    assert note == (
        *(BUSINESS, "=cmd()", "DL01/C27/00001", "03-May-2027", "C", "27-Maharashtra", "N", "Regular B2B", 549, "", "18"),
        *(business.taxable, 0),
    )
    assert file("cdnur", store, MAY) == [
        ("B2CL", "DL01/C27/00002", "03-May-2027", "C", "27-Maharashtra", large.total, "", "18", large.taxable, 0)
    ]
    # What was sold and taken back in one month comes to nothing, and is still told.
    assert file("b2cs", store, MAY) == [("OE", "07-Delhi", "", "18", 0, 0, ""), ("OE", "27-Maharashtra", "", "18", 0, 0, "")]
    assert gstr1(store.gstin, month=MAY).agrees


def test_before_august_2024_a_large_sale_was_above_two_and_a_half_lakh(store: Store) -> None:
    for day, amount in ((31, "250000.00"), (31, "250000.01")):
        invoiced(store=store, amount=Decimal(amount), place_of_supply="27", at=datetime(2024, 7, day, 6, tzinfo=UTC))
    invoiced(store=store, amount=Decimal("100000.01"), place_of_supply="27", at=datetime(2024, 8, 1, 6, tzinfo=UTC))
    july, august = (month_of(date(2024, n, 1), today=date(2027, 5, 3)) for n in (7, 8))
    assert [row[2] for row in file("b2cl", store, july)] == [Decimal("250000.01")]
    assert [row[2] for row in file("b2cl", store, august)] == [Decimal("100000.01")]


def test_the_sections_sum_to_the_documents_to_the_paisa(store: Store, other_store: Store) -> None:
    """Odd amounts, three places, both kinds of buyers, notes of the same and of another month."""
    buyers = [BUYER, Buyer(name="Meena Joshi", mobile="+919810455421", gstin=BUSINESS)]
    made = [
        invoiced(store=shop, amount=Decimal(n * n + 7) / 100 + 300, place_of_supply=state, buyer=buyers[n % 2], at=AT)
        for n in range(1, 13)
        for shop, state in ((store, ("07", "27", "34")[n % 3]), (other_store, "35"))
    ]
    for n, one in enumerate(made[::3]):
        credited(invoice=one, at=AT if n % 2 else JUNE)
    for month in (MAY, IN_JUNE):
        for shop in (store, other_store):
            found = gstr1(shop.gstin, month=month)
            papers = TaxDocument.objects.filter(store=shop, issued_on__range=(month.first, month.last))
            for name in TAXES:
                by_kind = {
                    kind: papers.filter(kind=kind).aggregate(sum=Sum(name))["sum"] or Decimal(0)
                    for kind in (DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE)
                }
                expected = by_kind[DocumentKind.INVOICE] - by_kind[DocumentKind.CREDIT_NOTE]
                assert getattr(found.net, name) == getattr(found.by_section, name) == expected
            assert found.agrees
            assert sum(row.count for row in found.series) == papers.count()


def test_a_month_begins_and_ends_at_midnight_in_india(store: Store) -> None:
    for at in (
        datetime(2027, 4, 30, 18, 29, tzinfo=UTC),
        datetime(2027, 4, 30, 18, 30, tzinfo=UTC),
        datetime(2027, 5, 31, 18, 30, tzinfo=UTC),
    ):
        invoiced(store=store, at=at)
    assert gstr1(store.gstin, month=MAY).net.total == 549
    assert gstr1(store.gstin, month=IN_JUNE).net.total == 549


def test_the_gstin_is_the_one_printed(store: Store) -> None:
    """A store that registers anew keeps reporting its old papers under the old number."""
    old = store.gstin
    invoiced(store=store)
    Store.objects.filter(pk=store.pk).update(gstin=gstin_for("07AAPFU0939F2Z"))
    store.refresh_from_db()
    invoiced(store=store)
    assert [(row.gstin, row.invoices, row.credit_notes) for row in sellers(MAY)] == [(old, 1, 0), (store.gstin, 1, 0)]
    assert [gstr1(number, month=MAY).net.total for number in (old, store.gstin)] == [549, 549]
    assert [row.gstin for row in sellers(MAY, begins="07aapfu0939f2")] == [store.gstin]
    assert sellers(MAY, begins="27") == []


def test_an_empty_month_is_empty(store: Store) -> None:
    found = gstr1(store.gstin, month=MAY)
    assert (found.listed, found.small, found.series, found.net.total, found.agrees) == ([], [], [], 0, True)
    assert sellers(MAY) == []


def test_statements_do_not_grow_with_the_documents(store: Store) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            gstr1(store.gstin, month=MAY)
            sellers(MAY)
        return len(asked)

    invoiced(store=store)
    few = statements()
    for _ in range(5):
        invoiced(store=store)
    assert statements() == few == 6


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("07", "07-Delhi"),
        ("01", "01-Jammu & Kashmir"),
        ("26", "26-Dadra & Nagar Haveli & Daman & Diu"),
        ("97", "97-Other Territory"),
    ],
)
def test_places_are_called_as_the_tool_calls_them(code: str, name: str) -> None:
    assert place(code) == name


def test_every_row_has_the_columns_of_its_file(traded: Any, store: Store) -> None:
    for one in FILES.values():
        for row in one.rows(gstr1(store.gstin, month=MAY)):
            assert len(row) == len(one.header)
