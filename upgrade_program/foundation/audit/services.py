"""Adding to the trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.privacy import impersonal, plain, without_personal
from upgrade_program.kernel.actor import Actor


def record(
    *,
    actor: Actor,
    at: datetime,
    verb: str,
    subject: str,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
    chain: int | None = None,
) -> None:
    """Add one row to a chain: the actor's store's unless named, 0 for head office. One statement.

    Call it last in the transaction: the chain stays locked until the commit. Who writes to several chains takes them in ascending order.
    A mobile or an IMEI in the facts is a ValueError; in the typed reason it is struck out.
    """
    AuditRow.objects.create(
        chain=chain if chain is not None else actor.store_id or 0,
        at=at,
        actor_id=actor.staff_id,
        actor_role=str(actor.role),
        store_id=actor.store_id,
        verb=verb,
        subject=impersonal(subject),
        before=None if before is None else plain(dict(before)),
        after=None if after is None else plain(dict(after)),
        reason=without_personal(reason),
    )


def record_all(
    *, actor: Actor, at: datetime, verb: str, subjects: Iterable[tuple[int, str]], after: Mapping[str, object], reason: str = ""
) -> None:
    """The same change for many subjects, given as (chain, subject): one row each, chains locked in ascending order. For jobs."""
    facts, words = plain(dict(after)), without_personal(reason)
    rows = [
        AuditRow(
            chain=chain,
            at=at,
            actor_id=actor.staff_id,
            actor_role=str(actor.role),
            store_id=actor.store_id,
            verb=verb,
            subject=impersonal(subject),
            after=facts,
            reason=words,
        )
        for chain, subject in sorted(subjects)
    ]
    AuditRow.objects.bulk_create(rows, batch_size=2000)
