"""What a test committed is taken away by deleting rows, in a hundredth of the time that truncating every table takes.

Django's own way truncates each table, two files or more a table, and then makes all content types and rights anew.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection
from django.test import TransactionTestCase

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


def tables() -> list[str]:
    """Every table with rows of tests: those of all models, their many-to-many ones too."""
    models = apps.get_models(include_auto_created=True)
    return sorted({model._meta.db_table for model in models if model._meta.managed and not model._meta.proxy} - KEPT)


def empty(*, using: Any = connection) -> None:
    """Take every row of every test away, and shut what a trigger made by a test has opened."""
    names = [using.ops.quote_name(name) for name in tables()]
    deletes = ";\n".join(f"DELETE FROM {name}" for name in names)
    with using.cursor() as cursor:
        # More than the application's own patience: what a busy machine still has to do for the test before may take longer.
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = '60s'")
        cursor.execute(_EMPTY.format(tables=", ".join(names), deletes=deletes))
        cursor.execute("RESET statement_timeout; RESET lock_timeout")
    shut()


def of_one_test(case: TransactionTestCase) -> None:
    """In place of `TransactionTestCase._fixture_teardown`."""
    empty()
