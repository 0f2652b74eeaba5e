"""Showing that rows stand as they stood: the hash of what some rows say, to be asked again at any time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection

MOST = 20_000  # rows in one proof: hashed in well under a second
# An act takes its instant before its locks and is cut off within 8 seconds: older rows are all there, and none comes in among them.
UNDER_WAY = timedelta(seconds=10)

_HASHED = """
    SELECT count(*), coalesce(min(id), 0), coalesce(max(id), 0),
           encode(sha256(convert_to(coalesce(string_agg(said, E'\\n' ORDER BY id), ''), 'UTF8')), 'hex') FROM ({}) promised
"""


@dataclass(frozen=True, slots=True)
class Proof:
    """`plans` rows with ids from `first` to `last`, and the SHA-256 of what they say. They are never deleted nor given other ids."""

    plans: int
    first: int
    last: int
    digest: str


def hashed(said: str, facts: dict[str, Any]) -> Proof:
    """The hash of the rows (`id`, `said`) that a statement gives."""
    with connection.cursor() as cursor:
        cursor.execute(_HASHED.format(said), facts)
        plans, first, last, digest = cursor.fetchone()
    # In groups, because the audit trail, where it is kept, would take a run of ten digits for a mobile number.
    return Proof(plans, first, last, ":".join(digest[place : place + 8] for place in range(0, len(digest), 8)))
