"""Document numbers, dense per store, series and financial year. Source: smart-upgrade section 4.8."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.db.transaction import TransactionManagementError

from stores.models import Store
from upgrade_program.billing.models.rules import LAST_SERIAL
from upgrade_program.billing.refusals import SeriesFull
from upgrade_program.kernel.months import financial_year

# The row lock of the upsert holds the next till back until this transaction ends; a rollback gives the number back.
TAKE = """
    INSERT INTO billing_numberseries AS series (store_id, letter, year, last) VALUES (%(store)s, %(letter)s, %(year)s, 1)
    ON CONFLICT (store_id, letter, year) DO UPDATE SET last = series.last + 1 WHERE series.last < %(limit)s
    RETURNING last
"""


def take_number(*, store: Store, letter: str, on: date) -> tuple[int, int, str]:
    """The next (financial year, serial, number) of a store's series, in one statement inside the caller's transaction.

    Refuses (`series_full`) after 99,999. Outside a transaction it is a TransactionManagementError: the number would be lost.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKE, series(store=store, letter=letter, on=on))
        row = cursor.fetchone()
    if row is None:
        raise SeriesFull
    year = financial_year(on)
    return year, row[0], written(store=store, letter=letter, year=year, serial=row[0])


def series(*, store: Store, letter: str, on: date) -> dict[str, int | str | date]:
    """The parameters of `TAKE`."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("a number is taken inside the transaction of its document")
    return {"store": store.pk, "letter": str(letter), "year": financial_year(on), "limit": LAST_SERIAL}


def written(*, store: Store, letter: str, year: int, serial: int) -> str:
    """`DL01/I26/00042`: at most 16 signs, because a store code has at most 6."""
    return f"{begins(store=store, letter=letter, year=year)}{serial:05d}"


def begins(*, store: Store, letter: str, year: int) -> str:
    """What all numbers of a series and year begin with: `DL01/I26/`."""
    return f"{store.code}/{letter}{year % 100:02d}/"
