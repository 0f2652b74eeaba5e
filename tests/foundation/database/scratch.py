"""A copy of the suite's database to do as one likes with, and connections to it as each of the two roles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection

from loyalty.programme.queries.versions import ladder_by_id, programme_by_id, rule_by_id
from upgrade_program.plans.queries.terms import check_titles, terms_by_id

APP: str = settings.APP_ROLE["USER"]
KEPT_BY_ID = (programme_by_id, rule_by_id, ladder_by_id, terms_by_id, check_titles)


def forget_rows() -> None:
    """Rows that never change are kept by id: to be forgotten where ids may come again."""
    for kept_by_id in KEPT_BY_ID:
        kept_by_id.cache_clear()


@contextmanager
def scratch(*, suffix: str, empty: bool = False) -> Iterator[str]:
    """Copy the suite's database (or make an empty one); the default connection leads there until the end of the block.

    The rights in tables are copied, those in the database itself and the role's settings are not: `grant` gives them again.
    """
    own = connection.settings_dict
    name = f"{own['NAME']}_{suffix}"
    template = "template0" if empty else own["NAME"]
    connection.close()
    _outside(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    connection.settings_dict = {**own, "NAME": name}
    try:
        yield name
    finally:
        connection.close()
        connection.settings_dict = own
        _outside(f'DROP DATABASE "{name}" WITH (FORCE)')
        forget_rows()  # the copy's own may have the ids that the suite's database gives next


@contextmanager
def django_as_app() -> Iterator[None]:
    """Django itself signed in as the application's role, with that role's timeouts from the database alone."""
    before = connection.settings_dict
    connection.close()
    connection.settings_dict = {**before, **settings.APP_ROLE, "OPTIONS": {}}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = before


def signed_in(user: str | None = None, *, database: str | None = None) -> Any:
    """A psycopg2 connection to the database Django is connected to, as `user` or as the suite's own role, the owner."""
    given = connection.settings_dict
    return psycopg2.connect(
        dbname=database or given["NAME"],
        user=user or given["USER"] or None,
        password=given["PASSWORD"] or None,
        host=given["HOST"] or None,
        port=given["PORT"] or None,
    )


def _outside(*statements: str) -> None:
    wire = signed_in(database="postgres")
    wire.autocommit = True
    with wire.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    wire.close()
