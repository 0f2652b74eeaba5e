"""The pattern of the suite's databases: migrated once, beside the checks, and copied by each process of the tests in a moment.

Run as `python -m upgrade_program.embedded.pattern make`; `drop` takes it away from a server that stays.
"""

from __future__ import annotations

import os
import sys

NAME = "pattern_of_tests"
VARIABLE = "TEST_PATTERN"  # names it to the settings of the tests


def make() -> None:
    """Make it anew, as the suite makes a database."""
    import django
    from django.db import connection

    django.setup()
    connection.settings_dict["TEST"]["NAME"] = NAME
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()


def drop() -> None:
    import django
    from django.db import connection

    django.setup()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME}")


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "upgrade_program.settings_test"
    {"make": make, "drop": drop}[sys.argv[1]]()
