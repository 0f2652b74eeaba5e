"""The trigger that remembers, on each table that `settings.REMEMBERED` names: what stands there cannot be passed by, in bulk or by SQL,
nor by emptying the table, which is refused.

It is put on after each migration, not by one: a table that is new to the settings, or made anew, has it from then on. It runs as the
owner, because nobody else may write what it writes; a session that says who it acts for (`app.actor`) is believed.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction

TRIGGER = "rows_are_remembered"
# Of what is hidden only that it stood there.
_KEPT = "{row} || (SELECT coalesce(jsonb_object_agg(name, '•••'), '{{}}') FROM unnest({hidden}) AS name WHERE {row} ->> name <> '')"
# The instant is that of the change itself, not of its transaction's beginning: nothing written later says an earlier one.
# A row in which nothing but silent columns moved is no change.
_FUNCTION = f"""
    CREATE OR REPLACE FUNCTION public.{TRIGGER}() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        hidden text[] := TG_ARGV[0]::text[];
        silent text[] := TG_ARGV[1]::text[];
        old_row jsonb; new_row jsonb; moved text[]; said text := current_setting('app.actor', true);
    BEGIN
        IF TG_OP <> 'INSERT' THEN old_row := to_jsonb(OLD) - silent; END IF;
        IF TG_OP <> 'DELETE' THEN new_row := to_jsonb(NEW) - silent; END IF;
        SELECT coalesce(array_agg(name ORDER BY name), '{{}}') INTO moved
          FROM jsonb_object_keys(coalesce(new_row, old_row)) AS name WHERE (old_row -> name) IS DISTINCT FROM (new_row -> name);
        IF TG_OP = 'UPDATE' AND moved = '{{}}' THEN RETURN NULL; END IF;
        INSERT INTO public.history_rowchange ("table", key, op, before, after, changed, at, actor_id, role, act, reason)
        SELECT TG_TABLE_NAME, coalesce(new_row, old_row) ->> 'id', lower(TG_OP),
               {_KEPT.format(row="old_row", hidden="hidden")},
               {_KEPT.format(row="new_row", hidden="hidden")},
               moved, clock_timestamp(), CASE WHEN said ~ '^[0-9]{{1,18}}$' THEN said::bigint END, session_user,
               pg_current_xact_id()::text::bigint, left(coalesce(current_setting('app.reason', true), ''), 300);
        RETURN NULL;
    END $$
"""  # noqa: S608  (our own words, no input)
EMPTIED = "remembered_rows_are_not_emptied"
_EMPTIED = f"""
    CREATE OR REPLACE FUNCTION public.{EMPTIED}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the rows of % are remembered one by one: delete them instead of emptying the table', TG_TABLE_NAME
              USING ERRCODE = '23514', CONSTRAINT = '{EMPTIED}';
    END $$
"""
_FOUND = """
    INSERT INTO history_rowchange ("table", key, op, after, changed, at, role, act, reason)
    SELECT %(table)s, kept ->> 'id', 'found', {kept}, '{{}}', now(), session_user, pg_current_xact_id()::text::bigint, ''
      FROM (SELECT to_jsonb(t) - %(silent)s::text[] AS kept FROM {place} t ORDER BY t.id) AS standing
"""
_TRIGGERS = {TRIGGER: _FUNCTION, EMPTIED: _EMPTIED}
_HAS = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s"
_THERE = "SELECT to_regclass('public.history_rowchange') IS NOT NULL"
_TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname = ANY(%s)"
_STALE = """
    SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE t.tgname = ANY(%s) AND c.relnamespace = 'public'::regnamespace AND c.relname <> ALL(%s)
"""


def attach(*, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Put the trigger on every table of the settings that is there, and take it off any other. Done again it changes nothing.

    What stands in a table when it gets the trigger is the first that is remembered of it.
    Where history's own table is gone (all migrations were undone), trigger and function go too.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(_THERE)
        if not cursor.fetchone()[0]:
            for name in _TRIGGERS:
                cursor.execute(f"DROP FUNCTION IF EXISTS public.{name}() CASCADE")
            return
        for name, function in _TRIGGERS.items():
            cursor.execute(function)
            cursor.execute(f"REVOKE ALL ON FUNCTION public.{name}() FROM PUBLIC")
        cursor.execute(_HAS, [TRIGGER])
        has = {table for (table,) in cursor.fetchall()}
        cursor.execute(_TABLES, [list(settings.REMEMBERED)])
        for (table,) in cursor.fetchall():
            _put_on(cursor, table, begins=table not in has)
        cursor.execute(_STALE, [list(_TRIGGERS), list(settings.REMEMBERED)])
        for trigger, table in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER {trigger} ON public."{table}"')


def _put_on(cursor: Any, table: str, *, begins: bool) -> None:
    hidden, silent = (_array(settings.REMEMBERED[table].get(kind, ())) for kind in ("hidden", "silent"))
    cursor.execute(
        f'CREATE OR REPLACE TRIGGER {TRIGGER} AFTER INSERT OR UPDATE OR DELETE ON public."{table}"'
        f" FOR EACH ROW EXECUTE FUNCTION public.{TRIGGER}('{hidden}', '{silent}')"
    )
    # Emptying fires no trigger of a row: the owner would leave no trace.
    cursor.execute(
        f'CREATE OR REPLACE TRIGGER {EMPTIED} BEFORE TRUNCATE ON public."{table}" FOR EACH STATEMENT EXECUTE FUNCTION public.{EMPTIED}()'
    )
    if begins:
        kept = _KEPT.format(row="kept", hidden="%(hidden)s::text[]")
        cursor.execute(_FOUND.format(kept=kept, place=f'public."{table}"'), {"table": table, "hidden": hidden, "silent": silent})


def _array(columns: tuple[str, ...]) -> str:
    return "{" + ",".join(columns) + "}"
