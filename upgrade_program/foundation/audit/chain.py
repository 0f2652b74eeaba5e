"""The arithmetic of a chain, in plain Python: what a row's hash is made of. The database computes the same in its own words (laws.py)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256

GENESIS = "0" * 64


def canonical(value: object) -> str:
    """JSON exactly as PostgreSQL writes a jsonb: keys by length, then by bytes; a Decimal keeps its digits; a float is a TypeError."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            return format(value, "f")
        case str():
            return json.dumps(value, ensure_ascii=False)
        case Mapping():
            keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
            return "{" + ", ".join(f"{canonical(key)}: {canonical(value[key])}" for key in keys) + "}"
        case list() | tuple():
            return "[" + ", ".join(canonical(item) for item in value) + "]"
        case _:
            raise TypeError(f"an audit row holds no {type(value).__name__}")


def row_hash(
    *,
    prev: str,
    chain: int,
    seq: int,
    at: datetime,
    actor_id: int | None,
    actor_role: str,
    store_id: int | None,
    verb: str,
    subject: str,
    before: object,
    after: object,
    reason: str,
) -> str:
    """SHA-256, in hex, of a row's content and of the hash before it."""
    instant = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    content = [prev, chain, seq, instant, actor_id, actor_role, store_id, verb, subject, before, after, reason]
    return sha256(canonical(content).encode()).hexdigest()
