"""Making the rights of the application's role what the rules say, and telling what they are."""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from upgrade_program.foundation.database.roles import ensure_role, quoted, set_timeouts
from upgrade_program.foundation.database.rules import DEFINERS, FUNCTIONS, RULES, SEARCH_PATH, SEQUENCES, Rule

_TABLES = """
    SELECT c.relname, c.relkind = 'S', array_remove(array_agg(a.attname::text ORDER BY a.attnum), NULL)
      FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
       AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
     GROUP BY c.oid
"""
# Of the role and of PUBLIC, which is everybody.
_RIGHTS = """
    WITH who AS (SELECT oid FROM pg_roles WHERE rolname = %s UNION ALL SELECT 0)
    SELECT c.relname, x.privilege_type, NULL FROM pg_class c, aclexplode(c.relacl) x
     WHERE c.relnamespace = 'public'::regnamespace AND x.grantee IN (SELECT oid FROM who)
    UNION ALL
    SELECT c.relname, x.privilege_type, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid, aclexplode(a.attacl) x
     WHERE c.relnamespace = 'public'::regnamespace AND x.grantee IN (SELECT oid FROM who)
"""
# Our own functions: not the extensions', which serve indexes and operators.
_FUNCTIONS = """
    SELECT p.oid::regprocedure::text, p.proname, p.prorettype = 'trigger'::regtype, p.prosecdef,
           array_to_string(p.proconfig, ' ') IS NOT DISTINCT FROM %s,
           EXISTS (SELECT 1 FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x WHERE x.grantee = 0),
           EXISTS (SELECT 1 FROM aclexplode(p.proacl) x JOIN pg_roles r ON r.oid = x.grantee WHERE r.rolname = %s)
      FROM pg_proc p
     WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
     ORDER BY 1
"""
_ORDER = ("SELECT", "INSERT", "UPDATE", "DELETE")


def grant(*, role: str, password: str = "", using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Give `role` exactly the rights of the rules in this database, and name what had to be changed. To be called as the owner.

    One transaction; done again it changes nothing. Refuses (`CannotGrant`) a role that could step round its rights.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        ensure_role(cursor, name=role, password=password)
        changed = [*_tables(cursor, role), *_functions(cursor, role), *_surroundings(cursor, role)]
        if not set_timeouts(cursor, name=role):
            changed.append("no timeouts: the owner may not set them; the application's connections ask for their own")
    return changed


def rights(cursor: Any, *, role: str) -> dict[str, str]:
    """What the role (or everybody) may do with each table and sequence, as `SELECT, INSERT, UPDATE (a, b)`."""
    cursor.execute(_TABLES)
    found: dict[str, dict[str, set[str]]] = {name: {} for name, _, _ in cursor.fetchall()}
    cursor.execute(_RIGHTS, [role])
    for name, privilege, column in cursor.fetchall():
        if name in found:
            found[name].setdefault(privilege, set()).add(column or "")
    return {name: ", ".join(_words(held)) for name, held in sorted(found.items())}


def definers(cursor: Any) -> list[str]:
    """The functions of our own that run with their owner's rights."""
    cursor.execute(_FUNCTIONS, ["", ""])
    return [name for name, _, _, definer, *_ in cursor.fetchall() if definer]


def _words(held: dict[str, set[str]]) -> list[str]:
    words = []
    for privilege in sorted(held, key=lambda word: (_ORDER.index(word) if word in _ORDER else len(_ORDER), word)):
        columns = sorted(held[privilege] - {""})
        words += [privilege] if "" in held[privilege] else []
        words += [f"{privilege} ({', '.join(columns)})"] if columns else []
    return words


def _tables(cursor: Any, role: str) -> list[str]:
    cursor.execute(_TABLES)
    places = cursor.fetchall()
    standing = rights(cursor, role=role)
    changed = []
    for name, is_sequence, columns in sorted(places):
        wanted = SEQUENCES.get(name, "") if is_sequence else RULES.get(name, Rule()).privileges(columns)
        if standing[name] != wanted:
            kind = "SEQUENCE" if is_sequence else "TABLE"
            cursor.execute(f"REVOKE ALL ON {kind} {quoted(name)} FROM PUBLIC, {quoted(role)}")
            if wanted:
                cursor.execute(f"GRANT {wanted} ON {kind} {quoted(name)} TO {quoted(role)}")
            changed.append(f"{name}: {wanted or 'nothing'}")
    return changed


def _functions(cursor: Any, role: str) -> list[str]:
    """Nobody calls a function of ours by hand; a few triggers run as the owner."""
    cursor.execute(_FUNCTIONS, [f"search_path={SEARCH_PATH}", role])
    changed = []
    for call, name, is_trigger, definer, path_is_ours, for_all, for_role in cursor.fetchall():
        wanted = not is_trigger and name in FUNCTIONS
        if for_all or for_role != wanted:
            cursor.execute(f"REVOKE ALL ON FUNCTION {call} FROM PUBLIC, {quoted(role)}")
            if wanted:
                cursor.execute(f"GRANT EXECUTE ON FUNCTION {call} TO {quoted(role)}")
            changed.append(f"{call}: {'EXECUTE' if wanted else 'nothing'}")
        if is_trigger and any(name == law or name.startswith(f"pgtrigger_{law}_") for law in DEFINERS) and not (definer and path_is_ours):
            cursor.execute(f"ALTER FUNCTION {call} SECURITY DEFINER SET search_path = {SEARCH_PATH}")
            changed.append(f"{call}: runs as the owner")
    return changed


def _surroundings(cursor: Any, role: str) -> list[str]:
    """The schema and the database: nobody but the owner makes anything there. A temporary table could stand in for a real one."""
    changed = []
    cursor.execute("SELECT current_database(), quote_ident(current_database())")
    database, here = cursor.fetchone()
    cursor.execute("SELECT has_schema_privilege(%s, 'public', 'USAGE'), has_schema_privilege(%s, 'public', 'CREATE')", [role, role])
    if cursor.fetchone() != (True, False):
        cursor.execute(f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {quoted(role)}")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted(role)}")
        changed.append("schema public: USAGE")
    cursor.execute(
        "SELECT has_database_privilege(%(role)s, %(name)s, 'CONNECT'), has_database_privilege(%(role)s, %(name)s, 'CREATE, TEMPORARY')",
        {"role": role, "name": database},
    )
    if cursor.fetchone() != (True, False):
        cursor.execute(f"REVOKE CREATE, TEMPORARY ON DATABASE {here} FROM PUBLIC, {quoted(role)}")
        cursor.execute(f"GRANT CONNECT ON DATABASE {here} TO {quoted(role)}")
        changed.append(f"database {database}: CONNECT")
    return changed
