"""The pattern of the suite's databases: migrated once, beside the checks, and copied by each process of the tests in a moment.

Run as `python -m upgrade_program.embedded.pattern make`; `drop` takes it away from a server that stays.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

NAME = "pattern_of_tests"
VARIABLE = "TEST_PATTERN"  # names it to the settings of the tests


def be_patient() -> None:
    """Let Django make and drop databases without a time limit: copying one may take longer than a statement of the application."""
    from django.db.backends.postgresql.base import DatabaseWrapper

    beside = DatabaseWrapper._nodb_cursor

    @contextmanager
    def without_limit(self: Any) -> Iterator[Any]:
        with beside(self) as cursor:
            cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0")
            yield cursor

    DatabaseWrapper._nodb_cursor = without_limit  # type: ignore[method-assign]  # Django has no setting for it


def make() -> None:
    """Make it anew, as the suite makes a database."""
    import django
    from django.db import connection

    django.setup()
    be_patient()
    connection.settings_dict["TEST"]["NAME"] = NAME
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()


def drop() -> None:
    import django
    from django.db import connection

    django.setup()
    be_patient()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME}")


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "upgrade_program.settings_test"
    {"make": make, "drop": drop}[sys.argv[1]]()
