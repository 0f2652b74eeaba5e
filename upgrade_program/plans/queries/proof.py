"""Showing that no sold plan changed: the hash of what was promised in a set of plans that was fixed beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from upgrade_program.foundation.database import proof as proofs
from upgrade_program.foundation.database.proof import MOST, Proof, hashed

__all__ = ["Proof", "newest_of_models", "proof_again"]

_PROMISED = """
    SELECT p.id, jsonb_build_array(p.id, p.number, p.store_id, extract(epoch FROM p.sold_at), p.variant_id, p.srp, p.base,
                                   p.price, p.price_version_id, p.bill_date, p.first_tier_on, p.fall_days, p.expires_on,
                                   p.free_look_until, p.terms_id, p.frozen)::text AS said
      FROM plans_plan p JOIN catalog_variant v ON v.id = p.variant_id
     WHERE (%(models)s::bigint[] IS NULL OR v.model_id = ANY(%(models)s)) AND p.sold_at < %(until)s
"""


def newest_of_models(models: Sequence[int] | None, *, at: datetime, most: int = MOST) -> Proof:
    """The newest plans sold on these models (None: on any) up to ten seconds before an instant, `most` at most, and their hash now."""
    return hashed(f"{_PROMISED} ORDER BY p.id DESC LIMIT %(most)s", _asked(models, at) | {"most": most})


def proof_again(models: Sequence[int] | None, proof: Proof, *, at: datetime) -> Proof:
    """The same plans and their hash now: equal to `proof`, taken `at`, when nothing of them was changed, taken away or put among them."""
    return hashed(f"{_PROMISED} AND p.id BETWEEN %(first)s AND %(last)s", _asked(models, at) | {"first": proof.first, "last": proof.last})


def _asked(models: Sequence[int] | None, at: datetime) -> dict[str, Any]:
    return {"models": None if models is None else list(models), "until": at - proofs.UNDER_WAY}
