"""Showing that no sold plan changed: the hash of what was promised in a set of plans that was fixed beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

MOST = 20_000  # plans in one proof: hashed in well under a second

_PROMISED = """
    SELECT p.id, jsonb_build_array(p.id, p.number, p.store_id, extract(epoch FROM p.sold_at), p.variant_id, p.srp, p.base,
                                   p.price, p.price_version_id, p.bill_date, p.first_tier_on, p.fall_days, p.expires_on,
                                   p.free_look_until, p.terms_id, p.frozen)::text AS said
      FROM plans_plan p JOIN catalog_variant v ON v.id = p.variant_id
     WHERE v.model_id = ANY(%(models)s)
"""
_HASHED = """
    SELECT count(*), coalesce(min(id), 0), coalesce(max(id), 0),
           encode(sha256(convert_to(coalesce(string_agg(said, E'\\n' ORDER BY id), ''), 'UTF8')), 'hex') FROM ({}) promised
"""


@dataclass(frozen=True, slots=True)
class Proof:
    """`plans` plans with ids from `first` to `last`, and the SHA-256 of what they promise. Plans are never deleted nor given other ids."""

    plans: int
    first: int
    last: int
    digest: str


def newest_of_models(models: Sequence[int], *, most: int = MOST) -> Proof:
    """The newest plans sold on these models, `most` at most, and their hash now."""
    return _asked(f"{_PROMISED} ORDER BY p.id DESC LIMIT %(most)s", {"models": list(models), "most": most})


def proof_again(models: Sequence[int], proof: Proof) -> Proof:
    """The same plans and their hash now: equal to `proof` when nothing of them was changed, taken away or put among them."""
    return _asked(
        f"{_PROMISED} AND p.id BETWEEN %(first)s AND %(last)s", {"models": list(models), "first": proof.first, "last": proof.last}
    )


def _asked(promised: str, facts: dict[str, Any]) -> Proof:
    with connection.cursor() as cursor:
        cursor.execute(_HASHED.format(promised), facts)
        plans, first, last, digest = cursor.fetchone()
    # In groups, because the audit trail, where it is kept, would take a run of ten digits for a mobile number.
    return Proof(plans, first, last, ":".join(digest[place : place + 8] for place in range(0, len(digest), 8)))
