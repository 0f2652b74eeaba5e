"""Working as the owner for a while: what changes the schema or the rights does, everything else never."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

from upgrade_program.foundation.database.faults import CannotGrant


@contextmanager
def as_owner(*, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Connect as DATABASE_OWNER_URL says, without timeouts, until the end of the block; without that variable nothing changes.

    Refuses (`CannotGrant`) an owner of another database than the application's.
    """
    owner = settings.DATABASE_OWNER
    if not owner:
        yield
        return
    connection = connections[using]
    own = connection.settings_dict
    if owner["NAME"] != own["NAME"]:
        raise CannotGrant(f"DATABASE_OWNER_URL names the database {owner['NAME']}, DATABASE_URL names {own['NAME']}. Name one in both.")
    who = {key: owner[key] for key in ("USER", "PASSWORD", "HOST", "PORT")}
    connection.close()
    connection.settings_dict = {**own, **who, "OPTIONS": {"connect_timeout": own["OPTIONS"].get("connect_timeout", 3)}}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = own
