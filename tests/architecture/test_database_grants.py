"""What the application's role may do with each table stands in grants.txt, so that no migration widens it unnoticed.

A new table must be written there too. When that is meant, write the list anew and read the difference before committing:
    WRITE_GRANTS=1 python -m pytest tests/architecture/test_database_grants.py && git diff tests/architecture/grants.txt
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from tests.foundation.database.scratch import APP
from upgrade_program.foundation.database.grants import definers, rights
from upgrade_program.foundation.database.rules import DEFINERS, RULES, SEQUENCES

pytestmark = pytest.mark.django_db
LIST = Path(__file__).with_name("grants.txt")


def grants() -> list[str]:
    """One line a table: what the role may do with it; sequences and functions only where it may do anything."""
    with connection.cursor() as cursor:
        found = rights(cursor, role=APP)
        owned = definers(cursor)
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace")
        sequences = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "SELECT p.oid::regprocedure::text FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x"
            " WHERE p.pronamespace = 'public'::regnamespace AND x.grantee IN (0, (SELECT oid FROM pg_roles WHERE rolname = %s))"
            " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')",
            [APP],
        )
        called = [name for (name,) in cursor.fetchall()]
    tables = [f"{name}: {held or 'nothing'}" for name, held in found.items() if held or name not in sequences]
    laws = [f"runs as the owner: {law}" for law in DEFINERS if any(law in call for call in owned)]
    return [*tables, *(f"may be called: {name}" for name in sorted(called)), *laws]


def test_every_grant_is_written_down() -> None:
    found = grants()
    if os.environ.get("WRITE_GRANTS"):
        LIST.write_text("\n".join(found) + "\n")
    expected = LIST.read_text().splitlines()
    assert [line for line in found if line not in expected] == [], "rights were widened, or a table is new: see the head of this file"
    assert [line for line in expected if line not in found] == [], "rights were lost or changed"


def test_control_a_widened_right_and_a_new_table_are_missed() -> None:
    before = grants()
    with connection.cursor() as cursor:
        cursor.execute(f'GRANT DELETE ON audit_auditrow TO "{APP}"')
        cursor.execute("GRANT UPDATE (price) ON plans_plan TO PUBLIC")
        cursor.execute("CREATE TABLE new_table (id int)")
    new = set(grants()) - set(before)
    assert {line.partition(":")[0] for line in new} == {"audit_auditrow", "plans_plan", "new_table"}
    assert "audit_auditrow: SELECT, INSERT, DELETE" in new


def test_the_rules_name_tables_and_columns_that_are_there() -> None:
    """A rule for a table that was renamed would silently leave it to the default."""
    with connection.cursor() as cursor:
        names = set(connection.introspection.table_names(cursor))
        columns = {
            name: {column.name for column in connection.introspection.get_table_description(cursor, name)} for name in names & set(RULES)
        }
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'S'")
        sequences = {name for (name,) in cursor.fetchall()}
    assert set(RULES) - names == set()
    assert {name: missing for name, rule in RULES.items() if (missing := {*(rule.update or ()), *rule.fixed} - columns[name])} == {}
    assert set(SEQUENCES) - sequences == set()


def test_a_ledger_is_only_added_to() -> None:
    """Where a law refuses every update and delete, the role has no right to either."""
    with connection.cursor() as cursor:
        held = rights(cursor, role=APP)
    tables = {
        model._meta.db_table
        for model in apps.get_models()
        for trigger in getattr(model._meta, "triggers", [])
        if str(trigger.operation) == "UPDATE OR DELETE" and trigger.func.startswith("RAISE")
    }
    assert len(tables) >= 6
    assert {table: held[table] for table in tables if held[table] not in {"SELECT, INSERT", "SELECT"}} == {}


def test_nothing_can_be_emptied_and_no_ledger_deleted_from() -> None:
    with connection.cursor() as cursor:
        held = rights(cursor, role=APP)
    assert not [table for table, words in held.items() if "TRUNCATE" in words or "TRIGGER" in words or "REFERENCES" in words]
    money = [table for table in held if table.startswith(("audit_", "billing_", "plans_", "catalog_", "customers_"))]
    keys = {"customers_customersession"}  # which open nothing any more when they are deleted
    assert [table for table in money if "DELETE" in held[table] and table not in keys] == []
