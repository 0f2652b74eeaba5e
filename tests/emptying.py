"""What a test committed is taken away by deleting rows, in a hundredth of the time that truncating every table takes.

Django's own way truncates each table, two files or more a table, and then makes all content types and rights anew. What migrations wrote
goes with the rest, and is put back before the next test that rolls its own work back: which tests come after one that commits is
chance, where processes take of each other's share.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import TestCase, TransactionTestCase
from pytest_django import DjangoDbBlocker

from upgrade_program.foundation.audit.back_door import shut

# Made with the tables and the same for every test.
KEPT = frozenset({"django_content_type", "auth_permission"})
# All are locked first, as truncating does: whoever still writes for the test before is waited for. No law or trigger speaks meanwhile.
_EMPTY = """
    DO $do$ BEGIN
        SET LOCAL session_replication_role = replica;
        LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE;
        {deletes};
    END $do$
"""
_migrated: dict[str, str] = {}  # the rows of each table that migrations filled, as COPY writes them
_emptied: set[str] = set()  # databases from which they were taken away


def tables() -> list[str]:
    """Every table with rows of tests: those of all models, their many-to-many ones too."""
    models = apps.get_models(include_auto_created=True)
    return sorted({model._meta.db_table for model in models if model._meta.managed and not model._meta.proxy} - KEPT)


def empty(*, using: Any = connection) -> None:
    """Take every row of every test away, and shut what a trigger made by a test has opened."""
    names = [using.ops.quote_name(name) for name in tables()]
    deletes = ";\n".join(f"DELETE FROM {name}" for name in names)
    with using.cursor() as cursor:
        cursor.execute(_EMPTY.format(tables=", ".join(names), deletes=deletes))
    _emptied.add(using.settings_dict["NAME"])
    shut()


def remember() -> None:
    """Keep what the migrations wrote. Before the first test."""
    with connection.cursor() as cursor:
        for name in tables():
            out = io.StringIO()
            cursor.copy_expert(f"COPY {connection.ops.quote_name(name)} TO STDOUT", out)
            if rows := out.getvalue():
                _migrated[name] = rows


def put_back() -> None:
    """What migrations wrote stands again, where a test before has emptied it away."""
    own = connection.settings_dict["NAME"]
    if own not in _emptied or connection.in_atomic_block:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for name, rows in _migrated.items():
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {connection.ops.quote_name(name)})")
            if cursor.fetchone() == (False,):
                cursor.copy_expert(f"COPY {connection.ops.quote_name(name)} FROM STDIN", io.StringIO(rows))
    _emptied.discard(own)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database as pytest-django makes it; what its migrations wrote stands in it at the end too, for a run that takes it again."""
    with django_db_blocker.unblock():
        remember()
    yield
    with django_db_blocker.unblock():
        put_back()
        connection.close()


@pytest.fixture(scope="session", autouse=True)
def emptied_by_deleting() -> Iterator[None]:
    """In place of Django's own way, for every test."""
    enter = TestCase._enter_atomics.__func__

    def entered(case: type[TestCase]) -> Any:
        put_back()
        return enter(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _of_one_test)
        patch.setattr(TestCase, "_enter_atomics", classmethod(entered))
        yield


def _of_one_test(case: TransactionTestCase) -> None:
    """In place of `TransactionTestCase._fixture_teardown`."""
    empty()
