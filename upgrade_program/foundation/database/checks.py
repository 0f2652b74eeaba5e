"""`check --deploy --database default`: whether the application's role is one that the database can hold back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import OperationalError, connections

from upgrade_program.foundation.database.roles import OWNED

_ME = "SELECT rolname, rolsuper FROM pg_roles WHERE rolname = current_user"
HINT = "Run the application as another role: name the owner in DATABASE_OWNER_URL, a new role in DATABASE_URL, and migrate; that makes it."


@register(Tags.database, deploy=True)
def the_role_that_runs_owns_nothing(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Warns of a role that owns the tables or is superuser: it could switch every law off (reliability S13)."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute(_ME)
                name, is_super = cursor.fetchone()
                cursor.execute(OWNED, [name])
                (owned,) = cursor.fetchone()
        except OperationalError:
            found.append(Warning("The database cannot be asked whose role the application runs as.", id="database.W002"))
            continue
        if is_super or owned:
            what = "is superuser" if is_super else f"owns {owned} tables"
            found.append(Warning(f"The application runs as {name}, which {what}: no law holds it back.", hint=HINT, id="database.W001"))
    return found
