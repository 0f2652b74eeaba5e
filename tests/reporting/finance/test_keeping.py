"""The kept books are those of papers and plans, to the paisa; what differs is told; a month that is over is kept once."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stores.clock import start_of_day
from stores.models import StaffUser
from tests.factories.plans import new_imei, sellable, sold
from tests.foundation.crowd import at_once
from tests.foundation.database.scratch import signed_in
from tests.reporting.finance.trade import JUNE, MAY, trade
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.money import ZERO
from upgrade_program.plans.models import Plan
from upgrade_program.reporting.finance import asking, keeping
from upgrade_program.reporting.finance import journal as journals
from upgrade_program.reporting.finance.deferred import deferred_of
from upgrade_program.reporting.finance.journal import journal, trial_of
from upgrade_program.reporting.finance.keeping import SETTLES, Books, books_of, check_books, computed_of, keep_books
from upgrade_program.reporting.finance.months import month_of
from upgrade_program.reporting.models import KeptAmount, KeptMonth, KeptStore

pytestmark = pytest.mark.django_db
ON = JUNE.date()
RUNNING = month_of(ON, today=ON)


@pytest.fixture
def traded(clerk: Actor, manager: Actor, other_clerk: Actor) -> None:
    trade(clerk=clerk, manager=manager, other_clerk=other_clerk)


def test_what_is_kept_is_what_papers_and_plans_say(traded: None) -> None:
    kept = keep_books(on=ON, at=JUNE)
    assert [month.name for month in kept] == ["2026-11", "2026-12", "2027-01", "2027-02", "2027-03", "2027-04", "2027-05", "2027-06"]
    for month in kept:
        books = books_of(month)
        assert books.kept_at == JUNE
        assert books.trial == trial_of(month), month.name
        assert computed_of(month) == deferred_of(month)
        assert (books.trial.balanced, books.trial.agrees) == (True, True)
        assert list(journal(month, books=computed_of(month))) == list(journal(month))
    assert KeptAmount.objects.exclude(amount=0).exists()


def test_nothing_kept_is_computed(traded: None) -> None:
    assert books_of(MAY).kept_at is None
    assert books_of(MAY).trial == trial_of(MAY)


def test_a_month_without_all_before_it_is_computed(traded: None) -> None:
    keep_books(on=ON, at=JUNE)
    KeptMonth.objects.get(first="2027-01-01").delete()
    assert books_of(MAY).kept_at is None
    assert books_of(MAY).trial == trial_of(MAY)
    assert [month.name for month in keep_books(on=ON, at=JUNE)] == ["2027-01", "2027-06"]
    assert books_of(MAY).kept_at == JUNE


def test_a_month_that_is_over_is_kept_once_and_the_running_one_anew(traded: None, clerk: Actor) -> None:
    keep_books(on=ON, at=JUNE)
    sold(actor=clerk, variant=sellable(), imei=new_imei(), at=JUNE, phone_invoice_number="TI/27/00077")
    assert books_of(RUNNING).trial != trial_of(RUNNING)  # up to a quarter of an hour old, and it says since when
    later = JUNE + timedelta(minutes=15)
    assert [month.name for month in keep_books(on=ON, at=later)] == ["2027-06"]
    assert (books_of(RUNNING).trial, books_of(RUNNING).kept_at) == (trial_of(RUNNING), later)
    assert KeptMonth.objects.get(first=MAY.first).kept_at == JUNE


def test_a_month_kept_on_its_last_day_is_not_taken_for_whole(traded: None) -> None:
    """What is sold in its last hours would be missing."""
    last = JUNE.replace(day=30)
    keep_books(on=last.date(), at=last)
    whole = month_of(last.date(), today=last.date() + timedelta(days=1))
    assert whole.last == last.date()
    assert books_of(whole).kept_at is None
    after = last + timedelta(days=1)
    assert [month.name for month in keep_books(on=after.date(), at=after)] == ["2027-06", "2027-07"]
    assert books_of(whole).kept_at == after


def test_what_was_under_way_at_midnight_is_in_the_month_that_is_over(traded: None, clerk: Actor) -> None:
    """Kept five seconds into July, when a sale of June has its instant and not yet its rows: kept once more, and then for good."""
    midnight = start_of_day(date(2027, 7, 1))
    july, whole = date(2027, 7, 1), month_of(date(2027, 6, 30), today=date(2027, 7, 1))
    keep_books(on=july, at=midnight + timedelta(seconds=5))
    assert books_of(whole).kept_at is None
    sold(actor=clerk, variant=sellable(), imei=new_imei(), at=midnight - timedelta(seconds=1), phone_invoice_number="TI/27/00077")
    after = midnight + SETTLES
    assert [month.name for month in keep_books(on=july, at=after)] == ["2027-06", "2027-07"]
    assert (books_of(whole).kept_at, books_of(whole).trial) == (after, trial_of(whole))
    assert check_books(at=after, most=99) == []
    assert KeptMonth.objects.filter(checked_at=after).count() == 8
    assert [month.name for month in keep_books(on=july, at=after + timedelta(minutes=15))] == ["2027-07"]


def test_a_month_that_is_over_is_kept_in_the_minute_after_its_last_acts_have_ended(settings: Any) -> None:
    """Each quarter of an hour from whenever beat was started, it would be read from all papers and plans for up to 25 minutes."""
    minutes = sorted(settings.CELERY_BEAT_SCHEDULE["books"]["schedule"].minute)
    assert [later - earlier for earlier, later in pairwise(minutes)] == [15, 15, 15]
    assert SETTLES < timedelta(minutes=minutes[0]) <= SETTLES + timedelta(minutes=1)


def test_the_first_minutes_of_a_month_read_no_paper_of_a_month_that_is_kept_for_good(traded: None, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_books(on=date(2027, 6, 30), at=start_of_day(date(2027, 7, 1)) - timedelta(minutes=4))
    june, july = (month_of(on, today=date(2027, 7, 1)) for on in (date(2027, 6, 30), date(2027, 7, 1)))
    papers, read = {month.name: trial_of(month) for month in (june, july)}, []
    booked = journals.booked
    monkeypatch.setattr(journals, "booked", lambda first, last: read.append((first, last)) or booked(first, last))
    assert (books_of(june), read) == (Books(papers["2027-06"]), [(june.first, june.last)])
    read.clear()
    assert (books_of(july), read) == (Books(papers["2027-07"]), [(june.first, june.last), (july.first, july.last)])
    assert papers["2027-07"].of("1000").opening != 0


def _kept_amid_a_sale(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> Books:
    """Somebody sells after the plans were read and before the papers are."""
    variant, read = sellable(), keeping.booked

    def read_later(first: date, last: date) -> dict[str, Decimal]:
        at_once(1, lambda _: sold(actor=clerk, variant=variant, at=JUNE))
        return read(first, last)

    monkeypatch.setattr(keeping, "booked", read_later)
    assert [month.name for month in keep_books(on=ON, at=JUNE)] == ["2027-06"]
    assert Plan.objects.count() == 1
    return books_of(RUNNING)


@pytest.mark.django_db(transaction=True)
def test_a_sale_while_the_books_are_kept_does_not_make_them_look_wrong(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    books = _kept_amid_a_sale(clerk, monkeypatch)
    assert (books.trial.balanced, books.trial.agrees, books.kept_at) == (True, True, JUNE)
    monkeypatch.undo()
    keep_books(on=ON, at=JUNE + timedelta(minutes=15))
    assert books_of(RUNNING).trial.of("1000").closing == 549


@pytest.mark.django_db(transaction=True)
def test_control_statement_by_statement_they_look_wrong(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_AS_OF_ONE", "SELECT 1")
    assert not _kept_amid_a_sale(clerk, monkeypatch).trial.agrees


def test_a_page_of_the_books_reads_no_paper(traded: None) -> None:
    keep_books(on=ON, at=JUNE)
    with CaptureQueriesContext(connection) as asked:
        books_of(MAY)
    said = " ".join(query["sql"] for query in asked)
    assert len(asked) <= 6, said
    assert "billing_taxdocument" not in said
    assert "plans_plan" not in said


@pytest.mark.parametrize("wrong", ["amount", "store", "share"])
def test_what_differs_is_told_and_not_mended(traded: None, auditor_client: Client, auditor_user: StaffUser, wrong: str) -> None:
    keep_books(on=ON, at=JUNE)
    assert check_books(at=JUNE, most=99) == []
    assert KeptMonth.objects.filter(checked_at=JUNE, faults=0).count() == 7  # not the running one
    may = KeptMonth.objects.get(first=MAY.first)
    if wrong == "amount":
        KeptAmount.objects.filter(month=may, account="1000").update(amount=Decimal(1))
    elif wrong == "store":
        KeptStore.objects.filter(month=may).update(plans_earned=ZERO)
    else:
        KeptMonth.objects.filter(pk=may.pk).update(ended=99)
    found = check_books(at=JUNE + timedelta(days=1), most=99)
    assert found
    assert all(said.startswith("2027-05") for said in found)
    assert books_of(MAY).faults == len(found)
    with time_machine.travel(JUNE, tick=False):
        auditor_client.force_login(auditor_user, backend="stores.backend.Staff")
        shown = auditor_client.get(reverse("admin:finance"), {"month": "2027-05"}).content.decode()
    assert "differed from papers and plans" in shown
    keep_books(on=ON, at=JUNE + timedelta(days=1))
    assert KeptMonth.objects.get(first=MAY.first).kept_at == JUNE


def test_a_night_checks_a_few_the_longest_unchecked_first(traded: None) -> None:
    keep_books(on=ON, at=JUNE)
    for night in range(3):
        check_books(at=JUNE + timedelta(days=night), most=3)
    checked = list(KeptMonth.objects.filter(checked_at__isnull=False).order_by("first").values_list("checked_at", flat=True))
    assert [at.day for at in checked] == [4, 4, 2, 3, 3, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_nobody_keeps_the_books_while_another_does() -> None:
    wire = signed_in()
    try:
        with wire.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('books'))")
        assert (keep_books(on=ON, at=JUNE), check_books(at=JUNE), KeptMonth.objects.count()) == ([], [], 0)
        wire.rollback()
        assert [month.name for month in keep_books(on=ON, at=JUNE)] == ["2027-06"]  # the control
    finally:
        wire.close()


def test_an_act_that_fails_keeps_nothing(traded: None, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_books(on=ON, at=JUNE)
    before = list(KeptMonth.objects.values()), list(KeptStore.objects.order_by("pk").values())

    def broken(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("upgrade_program.reporting.finance.keeping.KeptStore.objects.bulk_create", broken)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        keep_books(on=ON, at=JUNE + timedelta(hours=1))
    assert (list(KeptMonth.objects.values()), list(KeptStore.objects.order_by("pk").values())) == before
