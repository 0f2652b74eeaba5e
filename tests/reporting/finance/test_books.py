"""The books of a month, by hand: accounts, deferred fees, the provision, and what stores and brand owe each other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stores.models import Store
from tests.factories.plans import sellable, sold
from tests.reporting.finance.trade import IN_JUNE, LATER, MAY, trade
from upgrade_program.kernel.actor import Actor
from upgrade_program.reporting.finance.deferred import deferred_of
from upgrade_program.reporting.finance.journal import Trial, journal, trial_of
from upgrade_program.reporting.finance.months import month_of
from upgrade_program.reporting.finance.owed import Owed, statement_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def traded(clerk: Actor, manager: Actor, other_clerk: Actor) -> None:
    trade(clerk=clerk, manager=manager, other_clerk=other_clerk)


def told(trial: Trial) -> dict[str, tuple[str, str]]:
    """Opening and change of the accounts that have any, as typed below."""
    return {row.account: (f"{row.opening:.2f}", f"{row.change:.2f}") for row in trial.balances if row.opening or row.change}


def test_may_by_account(traded: None) -> None:
    # The plan of 5 November: ₹465.26, free look through 12 November, 450 days; 169 of them were over at the end of April.
    # In May: three plans (465.26, 465.25, 465.26) earn 21 of their 451 days, 21.66 each; the old one the rest at its redemption, 290.53.
    # The membership earns 29 of its 184 days of 127.12.
    trial = trial_of(MAY)
    assert told(trial) == {
        "1000": ("549.00", "1797.00"),
        "1400": ("0.00", "9799.00"),
        "1500": ("549.00", "-8152.00"),
        "2100": ("-41.87", "-95.18"),
        "2110": ("-41.87", "-95.18"),
        "2130": ("0.00", "-83.75"),
        "2200": ("-290.53", "-1040.26"),
        "2210": ("0.00", "-107.08"),
        "2300": ("-9799.00", "-19598.00"),
        "2400": ("0.00", "-9799.00"),
        "2500": ("-549.00", "8152.00"),
        "4000": ("-174.73", "-355.51"),
        "4010": ("0.00", "-20.04"),
        "5300": ("9799.00", "19598.00"),
    }
    assert (trial.balanced, trial.agrees) == (True, True)


def test_june_begins_where_may_ended(traded: None) -> None:
    may, june = trial_of(MAY), trial_of(IN_JUNE)
    assert [row.closing for row in may.balances] == [row.opening for row in june.balances]
    # The cancellation takes its 465.26 out of what is deferred and its 21.66 out of what was earned; two plans earn 30.95 more each.
    changes = {account: change for account, (_, change) in told(june).items() if Decimal(change)}
    assert changes == {
        "1000": "-549.00",
        "1500": "-549.00",
        "2100": "41.87",
        "2110": "41.87",
        "2200": "505.50",
        "2210": "20.72",
        "2300": "9799.00",
        "2500": "549.00",
        "4000": "-40.24",
        "4010": "-20.72",
        "5300": "-9799.00",
    }
    assert june.of("2200").closing == Decimal("-825.29")
    assert (june.balanced, june.agrees) == (True, True)


def test_the_journal_names_paper_side_and_store(traded: None) -> None:
    lines = list(journal(IN_JUNE))
    assert [(line.day.day, line.store, line.account, line.debit, line.credit, line.document) for line in lines if line.store == "DL01"] == [
        (2, "DL01", "1000", 0, 549, "DL01/C27/00001"),
        (2, "DL01", "1200", 0, 549, "DL01/C27/00001"),
        (2, "DL01", "1200", 549, 0, "DL01/C27/00001"),
        (2, "DL01", "1500", 0, 549, "DL01/C27/00001"),
        (2, "DL01", "2100", Decimal("41.87"), 0, "DL01/C27/00001"),
        (2, "DL01", "2110", Decimal("41.87"), 0, "DL01/C27/00001"),
        (2, "DL01", "2200", Decimal("465.26"), 0, "DL01/C27/00001"),
        (2, "DL01", "2500", 549, 0, "DL01/C27/00001"),
        (30, "DL01", "2200", Decimal("9.29"), 0, "FEES/2027-06"),
        (30, "DL01", "4000", 0, Decimal("9.29"), "FEES/2027-06"),
        (30, "DL01", "2210", Decimal("20.72"), 0, "MEMBERS/2027-06"),
        (30, "DL01", "4010", 0, Decimal("20.72"), "MEMBERS/2027-06"),
        (30, "DL01", "5300", -0, 9799, "PROVISION/2027-06"),
        (30, "DL01", "2300", 9799, 0, "PROVISION/2027-06"),
    ]


def test_the_provision_by_store(traded: None, store: Store, other_store: Store) -> None:
    found = deferred_of(MAY)
    assert (found.expected.ended, found.expected.percent) == (0, 100)
    by_store = {pk: (one.provision.opening, one.provision.closing, one.plans.earned) for pk, one in found.stores.items()}
    assert by_store == {
        store.pk: (9_799, 19_598, Decimal("333.85")),
        other_store.pk: (0, 9_799, Decimal("21.66")),
    }
    assert (found.plans.opening, found.plans.billed, found.plans.closing) == (
        Decimal("290.53"),
        Decimal("1395.77"),
        Decimal("1330.79"),
    )


def test_a_month_that_goes_on_ends_today(clerk: Actor) -> None:
    sold(actor=clerk)
    month = month_of(date(2027, 5, 3), today=date(2027, 5, 20))
    assert (month.last, month.goes_on, MAY.goes_on) == (date(2027, 5, 20), True, False)
    # Ten of 451 days of 465.26.
    assert deferred_of(month).plans.earned == Decimal("10.32")


def test_a_month_that_has_not_begun_is_the_present_one() -> None:
    assert month_of(date(2027, 9, 1), today=LATER).first == LATER


def test_what_stores_and_brand_owe(traded: None) -> None:
    found = statement_of(MAY)
    nothing = Decimal(0)
    assert found.stores == [
        Owed("DL01", "Mi Home Nehru Place", Decimal(-549), Decimal(-1098), nothing, Decimal(9799), nothing),
        Owed("MH01", "Mi Studio Andheri", nothing, Decimal(-549), nothing, nothing, nothing),
    ]
    assert (found.count, found.total.opening, found.total.change, found.total.closing) == (2, -549, 8152, 7603)
    june = statement_of(IN_JUNE, q="nehru")
    assert [(row.code, row.opening, row.fees_returned, row.closing) for row in june.stores] == [("DL01", 8152, 549, 8701)]
    assert june.total.closing == 8701
    assert (statement_of(MAY, q="%").stores, statement_of(MAY, q="%").total.closing) == ([], 0)
    assert [row.code for row in statement_of(MAY, page=2, most=1).stores] == ["MH01"]


def test_an_empty_month_is_balanced(store: Store) -> None:
    trial = trial_of(MAY)
    assert (told(trial), trial.balanced, trial.agrees, list(journal(MAY))) == ({}, True, True, [])
    assert statement_of(MAY).total.closing == 0


def test_statements_do_not_grow_with_the_plans(clerk: Actor) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            trial_of(MAY)
            statement_of(MAY)
        return len(asked)

    phone = sellable()
    sold(actor=clerk, variant=phone)
    few = statements()
    for n in range(3):
        sold(actor=clerk, variant=phone, phone_invoice_number=f"TI/27/1{n}")
    assert statements() == few == 14
