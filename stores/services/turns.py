"""Who adds stores or people waits for whoever does so already: of two that add the same one, the second then sees it."""

from __future__ import annotations

from django.db import connection

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('stores and staff are added'))"


def take_turn() -> None:
    """Held until the transaction ends; comes before any row and the audit chain, so that no two wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
