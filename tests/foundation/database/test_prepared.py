"""A prepared statement gives what the plain one gives, is planned once a connection, and outlives a rollback but not its connection."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from upgrade_program.foundation.database.prepared import Prepared

pytestmark = pytest.mark.django_db(transaction=True)
SUM = Prepared("sum_of_a_test", "SELECT %(b)s - %(a)s, %(b)s %% 7, %(words)s", {"a": "integer", "b": "numeric", "words": "text[]"})


@pytest.fixture(autouse=True)
def _fresh_connection() -> None:
    connection.close()


def ask(**parameters: object) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        SUM.execute(cursor, {"a": 1, "b": Decimal("10.50"), "words": [], **parameters})
        row: tuple[object, ...] = cursor.fetchone()
    return row


def prepared_by_the_server() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements WHERE name = 'sum_of_a_test'")
        return [name for (name,) in cursor.fetchall()]


def test_parameters_go_by_name_and_unknown_ones_are_left_out() -> None:
    assert ask(words=["it's", "50 %"], more=1) == (Decimal("9.50"), Decimal("3.50"), ["it's", "50 %"])


def test_it_is_prepared_once_a_connection() -> None:
    with CaptureQueriesContext(connection) as asked:
        ask()
        ask()  # preparing the same name again would be an error
    assert [query["sql"].split(" ")[0] for query in asked] == ["EXECUTE", "EXECUTE"]
    assert prepared_by_the_server() == ["sum_of_a_test"]
    connection.close()
    assert prepared_by_the_server() == []
    ask()
    assert prepared_by_the_server() == ["sum_of_a_test"]


def test_it_outlives_a_rollback() -> None:
    with pytest.raises(DataError), transaction.atomic():
        ask(a="no number")
    with pytest.raises(DataError), transaction.atomic():
        ask(a="no number")
    assert ask() == ask(a=1)


@pytest.mark.parametrize("types", [{}, {"a": "integer", "b": "integer"}])
def test_types_fit_the_parameters(types: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"parameters and types of odd differ: \['[ab]'\]"):
        Prepared("odd", "SELECT %(a)s", types)
