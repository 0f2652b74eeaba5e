"""Document numbers: dense per store, series and financial year; a rollback gives the number back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from pytest_django import DjangoAssertNumQueries

from stores.clock import STORE_TIME
from stores.models import Store
from tests.factories.billing import AT, credited, invoiced
from tests.factories.stores import StoreFactory
from upgrade_program.billing.models import NumberSeries, TaxDocument
from upgrade_program.billing.numbers import take_number
from upgrade_program.billing.refusals import SeriesFull

Law = Callable[[str], AbstractContextManager[None]]
DAY = date(2027, 5, 3)


def full(store: Store, *, last: int, letter: str = "P") -> None:
    """A series that stands at `last`, as no lawful path reaches within a test."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE billing_numberseries DISABLE TRIGGER USER")
        NumberSeries.objects.create(store=store, letter=letter, year=2027, last=last)
        connection.check_constraints()  # or the table may not be altered: the foreign key still waits to be checked
        cursor.execute("ALTER TABLE billing_numberseries ENABLE TRIGGER USER")


@pytest.fixture
def _without_papers(db: None) -> None:
    """Numbers alone, without the law that every one of series P is borne by a voucher; gone with the test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_every_voucher_number_is_used%'")
        [(name,)] = cursor.fetchall()
        cursor.execute(f"DROP TRIGGER {name} ON billing_numberseries")


@pytest.mark.usefixtures("_without_papers")
@pytest.mark.django_db
def test_a_number_is_one_statement(store: Store, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        assert take_number(store=store, letter="P", on=DAY) == (2027, 1, "DL01/P27/00001")
    assert take_number(store=store, letter="P", on=DAY) == (2027, 2, "DL01/P27/00002")


@pytest.mark.usefixtures("_without_papers")
@pytest.mark.django_db
def test_the_longest_store_code_gives_sixteen_signs() -> None:
    store = StoreFactory(code="ABCDE9")
    full(store, last=99_998)
    number = take_number(store=store, letter="P", on=DAY)[2]
    assert (number, len(number)) == ("ABCDE9/P27/99999", 16)


@pytest.mark.usefixtures("_without_papers")
@pytest.mark.django_db
def test_after_five_digits_the_series_is_full_and_nothing_changes(store: Store, other_store: Store) -> None:
    full(store, last=99_999)
    with pytest.raises(SeriesFull, match=r"all 99,999 document numbers") as no:
        take_number(store=store, letter="P", on=DAY)
    assert no.value.code == "series_full"
    assert NumberSeries.objects.get(store=store).last == 99_999
    assert take_number(store=other_store, letter="P", on=DAY)[1] == 1


@pytest.mark.django_db
def test_an_invoice_in_a_full_series_is_refused(store: Store) -> None:
    full(store, last=99_999, letter="I")
    with pytest.raises(SeriesFull):
        invoiced(store=store)
    assert not TaxDocument.objects.exists()


@pytest.mark.django_db
def test_stores_and_letters_count_apart(store: Store, other_store: Store) -> None:
    numbers = [invoiced(store=where).number for where in (store, store, other_store)]
    note = credited(invoice=TaxDocument.objects.get(number=numbers[0]))
    assert [*numbers, note.number] == ["DL01/I27/00001", "DL01/I27/00002", "MH01/I27/00001", "DL01/C27/00001"]


@pytest.mark.django_db
def test_the_financial_year_turns_at_midnight_in_india(store: Store) -> None:
    eve = datetime(2027, 3, 31, 23, 59, 59, tzinfo=STORE_TIME)
    documents = [invoiced(store=store, at=eve - timedelta(days=1)), invoiced(store=store, at=eve)]
    documents += [invoiced(store=store, at=eve + timedelta(seconds=1)), invoiced(store=store, at=eve + timedelta(seconds=2))]
    assert [document.number for document in documents] == ["DL01/I26/00001", "DL01/I26/00002", "DL01/I27/00001", "DL01/I27/00002"]
    # The same instant is still 31 March in London, and the year has turned all the same.
    assert documents[2].issued_at == datetime(2027, 3, 31, 18, 30, tzinfo=UTC)
    assert documents[2].issued_on == date(2027, 4, 1)


@pytest.mark.usefixtures("_without_papers")
@pytest.mark.django_db
def test_a_centurys_turn_keeps_two_digits(store: Store) -> None:
    assert take_number(store=store, letter="P", on=date(2100, 4, 1))[2] == "DL01/P00/00001"


@pytest.mark.django_db
def test_a_rollback_gives_the_number_back(store: Store) -> None:
    first = invoiced(store=store)
    with transaction.atomic():
        assert invoiced(store=store).serial == 2
        transaction.set_rollback(True)
    assert [first.serial, invoiced(store=store).serial] == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_a_number_is_not_taken_outside_a_transaction(store: Store) -> None:
    with pytest.raises(TransactionManagementError):
        take_number(store=store, letter="I", on=DAY)
    assert not NumberSeries.objects.exists()


@pytest.mark.django_db
def test_a_number_without_document_cannot_be_committed(store: Store, refused_by: Law) -> None:
    with refused_by("every_number_taken_is_used"):
        take_number(store=store, letter="I", on=DAY)
    assert not NumberSeries.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"last": 3}, {"last": 1}, {"last": 0}, {"last": 2, "letter": "C"}, {"last": 2, "year": 2028}])
def test_a_series_only_counts_up_by_one(store: Store, refused_by: Law, change: dict[str, object]) -> None:
    invoiced(store=store)
    with refused_by("series_count_up_by_one"):
        NumberSeries.objects.update(**change)
    assert NumberSeries.objects.get().last == 1


@pytest.mark.django_db
def test_a_series_starts_at_one_and_is_never_deleted(store: Store, refused_by: Law) -> None:
    with refused_by("series_count_up_by_one"):
        NumberSeries.objects.create(store=store, letter="P", year=2027, last=7)
    invoiced(store=store, at=AT)
    with refused_by("series_count_up_by_one"):
        NumberSeries.objects.all().delete()
