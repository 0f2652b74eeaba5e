"""All migrations go back to an empty database and forward again to the same laws and rights (reliability R14)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.operations import CreateExtension
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.architecture.test_database_grants import grants
from tests.architecture.test_database_laws import OURS, laws
from tests.foundation.database.scratch import scratch
from upgrade_program.foundation.database.extensions import BtreeGist, Trigram

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def copy(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    with django_db_blocker.unblock(), scratch(suffix="reversed") as name:
        yield name


def tables() -> set[str]:
    """The tables of our own models, whatever holds them."""
    wanted = {model._meta.db_table for config in apps.get_app_configs() if config.name.startswith(OURS) for model in config.get_models()}
    with connection.cursor() as cursor:
        return wanted & set(connection.introspection.table_names(cursor))


def functions() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace"
            " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
            " AND p.prorettype <> 'trigger'::regtype ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.long
def test_back_to_nothing_and_forward_again(copy: str) -> None:
    call_command("migrate", verbosity=0)  # rows of data migrations are there, or are made now
    before, held, called = laws(), grants(), functions()
    assert tables()
    for label in backwards():
        call_command("migrate", label, "zero", verbosity=0)
    assert tables() == set(), "a migration left a table behind"
    assert [name for name in functions() if "_pgtrigger_should_ignore" not in name] == []
    call_command("migrate", verbosity=0)
    assert laws() == before
    assert grants() == held
    assert functions() == called
    with connection.cursor() as cursor:
        for table in ("plans_termstier", "billing_taxrule", "customers_consenttext"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone()[0] > 0, f"the rows of {table} came back"


def test_every_migration_says_how_it_is_undone() -> None:
    """A step without a way back is found here by name, not halfway down."""
    loader = MigrationLoader(connection)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith(OURS)}
    stuck = [
        f"{label}.{name}: {operation}"
        for (label, name), migration in loader.disk_migrations.items()
        if label in ours
        for operation in migration.operations
        if not operation.reversible
    ]
    assert stuck == []


def test_an_extension_stays_while_another_app_may_stand_on_it() -> None:
    """A regenerated migration brings Django's own operation back, which drops the extension on the way down."""
    loader = MigrationLoader(connection)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith(OURS)}
    made = [
        (f"{label}.{name}", type(operation))
        for (label, name), migration in loader.disk_migrations.items()
        if label in ours
        for operation in migration.operations
        if isinstance(operation, CreateExtension)
    ]
    assert made
    assert [where for where, kind in made if kind not in (BtreeGist, Trigram)] == []


def backwards() -> list[str]:
    """Our apps, each before what it stands on."""
    loader = MigrationLoader(connection)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith(OURS)}
    order: list[str] = []
    for leaf in sorted(loader.graph.leaf_nodes()):
        for label, _ in loader.graph.forwards_plan(leaf):
            if label in ours and label not in order:
                order.append(label)
    return order[::-1]
