"""Adding to the trail."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from upgrade_program.foundation.audit.laws import LOCKS
from upgrade_program.foundation.audit.privacy import impersonal, plain, without_personal
from upgrade_program.kernel.actor import Actor

# By hand, because it stands in every act: the same insert through the ORM costs three times the processor time.
_INSERT = """
    INSERT INTO audit_auditrow (chain, seq, at, actor_id, actor_role, store_id, verb, subject, before, after, reason, prev, hash)
    SELECT chain, 0, %(at)s, %(actor_id)s, %(actor_role)s, %(store_id)s, %(verb)s, subject,
           %(before)s::jsonb, %(after)s::jsonb, %(reason)s, '', ''
      FROM unnest(%(chains)s::bigint[], %(subjects)s::text[]) WITH ORDINALITY AS given (chain, subject, place) ORDER BY place
"""
Facts = Mapping[str, object] | None


def record(
    *,
    actor: Actor,
    at: datetime,
    verb: str,
    subject: str,
    before: Facts = None,
    after: Facts = None,
    reason: str = "",
    chain: int | None = None,
) -> None:
    """Add one row to a chain: the actor's store's unless named, 0 for head office. One statement.

    Call it last in the transaction: the chain stays locked until the commit. Head office's chain 0 comes before a store's.
    A mobile or an IMEI in the facts is a ValueError; in the typed reason it is struck out.
    """
    where = chain if chain is not None else actor.store_id or 0
    _insert([(where, subject)], actor=actor, at=at, verb=verb, before=before, after=after, reason=reason)


def record_all(
    *, actor: Actor, at: datetime, verb: str, subjects: Iterable[tuple[int, str]], after: Mapping[str, object], reason: str = ""
) -> None:
    """The same change for many subjects, given as (chain, subject): one row each, in one statement, locks in ascending order. For jobs."""
    in_order = sorted(subjects, key=lambda subject: (subject[0] % LOCKS, *subject))
    _insert(in_order, actor=actor, at=at, verb=verb, before=None, after=after, reason=reason)


def _insert(subjects: list[tuple[int, str]], *, actor: Actor, at: datetime, verb: str, before: Facts, after: Facts, reason: str) -> None:
    row: dict[str, Any] = {
        "chains": [chain for chain, _ in subjects],
        "subjects": [impersonal(subject) for _, subject in subjects],
        "at": at,
        "actor_id": actor.staff_id,
        "actor_role": str(actor.role),
        "store_id": actor.store_id,
        "verb": verb,
        "before": as_facts(before),
        "after": as_facts(after),
        "reason": as_reason(reason),
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, row)


def as_reason(typed: str) -> str:
    """A typed reason as a row holds it: any mobile or IMEI in it struck out."""
    return without_personal(typed)


def as_facts(facts: Facts) -> str | None:
    """Facts as a row holds them: JSON; a mobile or an IMEI among them is a ValueError, a float a TypeError."""
    return None if facts is None else json.dumps(plain(dict(facts)), ensure_ascii=False)
