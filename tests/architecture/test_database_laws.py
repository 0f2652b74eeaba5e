"""The laws of the database are all there: named constraints, unique indexes and triggers, listed in laws.txt.

A migration that drops or renames a law fails here. When that is meant, write the list anew and read the difference before committing:
    WRITE_LAWS=1 python -m pytest tests/architecture/test_database_laws.py && git diff tests/architecture/laws.txt
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

LIST = Path(__file__).with_name("laws.txt")
OURS = ("upgrade_program.", "stores", "loyalty")
_LAWS = """
    SELECT conrelid::regclass::text,
           CASE contype WHEN 'c' THEN 'check' WHEN 'u' THEN 'unique' WHEN 'x' THEN 'exclude' WHEN 'f' THEN 'reference' END, conname
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'u', 'x', 'f')
    UNION ALL
    SELECT indrelid::regclass::text, 'unique index', indexrelid::regclass::text
      FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
     WHERE indisunique AND relnamespace = 'public'::regnamespace
       AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
    UNION ALL
    SELECT tgrelid::regclass::text, 'trigger', tgname
      FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
     WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace
"""
# What libraries name by a hash of the model's state or of the column names would change without any law changing.
_HASHES = re.compile(r"(?<=^pgtrigger)(_.*)_[0-9a-f]{5}$|_[0-9a-f]{8}(?=_fk|_uniq|_like|$)")


def laws() -> list[str]:
    """One line a law: table, kind, name. Made-up names (by Django, for references and unique columns) stand without their hash."""
    tables = {model._meta.db_table for config in apps.get_app_configs() if config.name.startswith(OURS) for model in config.get_models()}
    with connection.cursor() as cursor:
        cursor.execute(_LAWS)
        rows = cursor.fetchall()
    plain = [(place, kind, _HASHES.sub(r"\1", name)) for place, kind, name in rows if place in tables]
    return sorted({f"{place}: {kind} {name}" for place, kind, name in plain})


@pytest.mark.django_db
def test_every_law_stands() -> None:
    found = laws()
    if os.environ.get("WRITE_LAWS"):
        LIST.write_text("\n".join(found) + "\n")
    expected = LIST.read_text().splitlines()
    assert [law for law in expected if law not in found] == [], "laws were dropped or renamed"
    assert [law for law in found if law not in expected] == [], "new laws: write the list anew, as the head of this file says"


@pytest.mark.django_db
def test_a_dropped_law_is_missed() -> None:
    """The control: without one constraint, one index or one trigger the comparison fails."""
    before = laws()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE plans_plan DROP CONSTRAINT plan_amounts_are_positive")
        cursor.execute("DROP INDEX one_public_link_in_force_a_plan")
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_auditrow'::regclass AND NOT tgisinternal LIMIT 1")
        (trigger,) = cursor.fetchone()
        cursor.execute(f'DROP TRIGGER "{trigger}" ON audit_auditrow')
    missed = set(before) - set(laws())
    assert len(missed) == 3
    assert {"plans_plan: check plan_amounts_are_positive", "plans_publiclink: unique index one_public_link_in_force_a_plan"} < missed


@pytest.mark.django_db
def test_the_triggers_of_the_models_are_enabled() -> None:
    """A trigger that was switched off for some repair and forgotten protects nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'O'")
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_laws_are_named_as_sentences() -> None:
    """Checks, exclusions and unique indexes of our own say what holds; Django's own names are only for columns and references."""
    odd = [law for law in laws() if re.search(r": (check|exclude|unique index) ", law) and len(law.split(" ")[-1].split("_")) < 3]
    assert odd == []
