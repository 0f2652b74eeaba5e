"""The battery of hostile statements, continued: forgetting, forging and switching off what the database remembers of its rows."""

from __future__ import annotations

from tests.architecture.hostile import denied

_TABLE = "permission denied for table history_rowchange"

HISTORY = [
    denied("forget what was changed", "DELETE FROM history_rowchange", _TABLE),
    denied("another did it", "UPDATE history_rowchange SET actor_id = 1", _TABLE),
    denied("it never stood so", "UPDATE history_rowchange SET before = after", _TABLE),
    denied("empty the memory", "TRUNCATE history_rowchange", _TABLE),
    denied("empty what is remembered", "TRUNCATE catalog_planprice CASCADE", "permission denied for table catalog_planprice"),
    denied("empty it then", "DROP TRIGGER remembered_rows_are_not_emptied ON catalog_srp", "must be owner of relation catalog_srp"),
    denied(
        "remember what never was",
        'INSERT INTO history_rowchange ("table", key, op, after, changed, at, role, act, reason)'
        " VALUES ('stores_store', '1', 'insert', '{}', '{}', now(), 'app', 1, '')",
        _TABLE,
    ),
    denied("stop remembering", "ALTER TABLE stores_store DISABLE TRIGGER rows_are_remembered", "must be owner of table stores_store"),
    denied("remember no more", "DROP TRIGGER rows_are_remembered ON catalog_planprice", "must be owner of relation catalog_planprice"),
    denied(
        "remember something else",
        "CREATE OR REPLACE FUNCTION rows_are_remembered() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "permission denied for schema public",
    ),
]
