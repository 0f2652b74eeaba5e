"""The application's role: there, able to sign in, and nothing more."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, transaction
from psycopg2.extensions import encrypt_password

from upgrade_program.foundation.database.faults import CannotGrant
from upgrade_program.foundation.database.timeouts import APP_TIMEOUTS

# The owners of two databases of one server that set a role's password at the same moment: the second is refused, and tries again.
_TRIES, _CHANGED_MEANWHILE = 5, "XX000"
# Everything that would let a role step round the grants.
POWERS = ("super", "createrole", "createdb", "replication", "bypassrls")
_ROLE = "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = %s"
_MEMBER_OF = """
    SELECT coalesce(string_agg(quote_ident(g.rolname), ', ' ORDER BY g.rolname), '')
      FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = %s
"""
OWNED = """
    SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
     WHERE r.rolname = %s AND c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
"""
_SETTINGS = """
    SELECT coalesce(array_to_string(s.setconfig, ' '), '') FROM pg_db_role_setting s
      JOIN pg_roles r ON r.oid = s.setrole JOIN pg_database d ON d.oid = s.setdatabase
     WHERE r.rolname = %s AND d.datname = current_database()
"""


def ensure_role(cursor: Any, *, name: str, password: str) -> None:
    """Make the role if it is not there, and refuse (`CannotGrant`) one that could step round its grants."""
    cursor.execute("SELECT current_user, rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
    me, may_make = cursor.fetchone()
    if name == me:
        raise CannotGrant(f"The role {name} migrates and is to run the application too. Name another one in DATABASE_URL.")
    cursor.execute(_ROLE, [name])
    row = cursor.fetchone()
    if row is None:
        if not may_make:
            raise CannotGrant(f"The role {name} is missing and {me} may not make it. As administrator: CREATE ROLE {quoted(name)} LOGIN")
        _make(cursor, name)
    elif powers := [power for power, has in zip(POWERS, row, strict=True) if has]:
        remedy = f"ALTER ROLE {quoted(name)} {' '.join(f'NO{_word(power)}' for power in powers)}"
        raise CannotGrant(f"The role {name} may step round every right ({', '.join(powers)}). As an administrator: {remedy}")
    _refuse_belonging(cursor, name, me)
    if password and may_make:
        _set_password(cursor, name, password)


def set_timeouts(cursor: Any, *, name: str) -> bool:
    """Give the role its timeouts in this database; False when the owner may not (the application's connections then ask for them)."""
    cursor.execute(_SETTINGS, [name])
    row = cursor.fetchone()
    if row and all(f"{key}={value}" in row[0].split() for key, value in APP_TIMEOUTS.items()):
        return True
    cursor.execute("SELECT quote_ident(current_database())")
    (database,) = cursor.fetchone()
    try:
        with transaction.atomic():
            for key, value in APP_TIMEOUTS.items():
                cursor.execute(f"ALTER ROLE {quoted(name)} IN DATABASE {database} SET {key} = %s", [value])
    except DatabaseError:
        return False
    return True


def _make(cursor: Any, name: str) -> None:
    try:
        with transaction.atomic():
            cursor.execute(f"CREATE ROLE {quoted(name)} LOGIN")
    except DatabaseError as error:
        if getattr(error.__cause__, "pgcode", "") not in {"42710", "23505"}:  # another process has just made it
            raise


def _set_password(cursor: Any, name: str, password: str) -> None:
    statement, given = f"ALTER ROLE {quoted(name)} LOGIN PASSWORD %s", [_scrambled(cursor, name, password)]
    for left in reversed(range(_TRIES)):
        try:
            with transaction.atomic():
                cursor.execute(statement, given)
        except DatabaseError as error:
            if not left or getattr(error.__cause__, "pgcode", "") != _CHANGED_MEANWHILE:
                raise
        else:
            return


def _refuse_belonging(cursor: Any, name: str, me: str) -> None:
    cursor.execute(_MEMBER_OF, [name])
    (groups,) = cursor.fetchone()
    if groups:
        remedy = f"REVOKE {groups} FROM {quoted(name)}"
        raise CannotGrant(f"The role {name} is a member of {groups} and has their rights. As an administrator: {remedy}")
    cursor.execute(OWNED, [name])
    (owned,) = cursor.fetchone()
    if owned:
        remedy = f"REASSIGN OWNED BY {quoted(name)} TO {quoted(me)}"
        raise CannotGrant(f"The role {name} owns {owned} tables here and could switch every law off. As an administrator here: {remedy}")


def _scrambled(cursor: Any, name: str, password: str) -> str:
    """The password as the server stores it, so that it stands in no log of statements."""
    scrambled: str = encrypt_password(password, name, cursor.connection, "scram-sha-256")
    return scrambled


def _word(power: str) -> str:
    return {"super": "SUPERUSER"}.get(power, power.upper())


def quoted(name: str) -> str:
    """A name as it stands in a statement, whatever its signs."""
    return '"' + name.replace('"', '""') + '"'
