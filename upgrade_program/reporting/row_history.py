"""Sealing what the database remembers of rows. Nothing chains those rows, and the database's owner could put false ones among them.

Each hour the hash of what is new goes into head office's chain of the audit trail, whose head is mailed every day; each night all that
was sealed is hashed again. What the owner adds stands there with their role until the seal, and cannot be added to an earlier hour.

A seal covers all ids up to its last one, so it waits while any transaction has written here and not ended: one of its ids might be lower
than one that is seen already. A row's instant is taken when it is written, under the same lock; so whatever is written later says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import rows_for
from upgrade_program.foundation.audit.services import record
from upgrade_program.foundation.database.proof import MOST, Proof, hashed
from upgrade_program.kernel.actor import SYSTEM

SUBJECT, VERB = "history:rows", "history.sealed"
SKEW = timedelta(minutes=5)  # between the clocks of the application's machines and of the database
LONGEST = timedelta(hours=25)  # without a seal: a transaction that stays open so long must not keep the memory unsealed in silence
# Column by column, so that one that is added later changes no hash, and no session's time zone does.
_SAID = """
    SELECT h.id, jsonb_build_array(h.id, h."table", h.key, h.op, h.before, h.after, h.changed, extract(epoch FROM h.at), h.actor_id, h.role,
                                   h.act, h.reason)::text AS said
      FROM history_rowchange h WHERE h.id > %(after)s
"""
_NEW = f"{_SAID} AND h.id <= %(last)s ORDER BY h.id LIMIT %(most)s"
_SEALED = f"{_SAID} AND h.id <= %(last)s"
_BACKDATED = "SELECT count(*) FROM history_rowchange WHERE id > %(after)s AND at < %(until)s"
_UNSEALED = "SELECT count(*) FROM history_rowchange WHERE id > %(after)s AND at < %(since)s"
_NEWEST = "SELECT coalesce(max(id), 0) FROM history_rowchange"
# Whoever writes there holds this lock from before the row has its id and its instant until the transaction ends.
_UNDER_WAY = """
    SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'history_rowchange'::regclass AND mode = 'RowExclusiveLock' AND granted
                      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                      AND pid IS DISTINCT FROM pg_backend_pid())
"""
_HOLD = "SELECT pg_advisory_xact_lock(hashtext('row history'))"


def seal_history(*, at: datetime) -> list[Proof]:
    """Seal what is new, so many rows at a time; gives the seals. Nothing while somebody who wrote there has not ended yet, however long
    that takes; nothing new is nothing sealed."""
    made: list[Proof] = []
    while (proof := _seal_next(at=at)) is not None:
        made.append(proof)
    return made


def history_faults(*, at: datetime) -> list[str]:
    """All that was sealed, hashed again: which stretches are not what they were, rows that say an instant before the last seal, and
    rows that wait for a seal too long."""
    return list(_faults(at))


@transaction.atomic
def _seal_next(*, at: datetime) -> Proof | None:
    _asked(_HOLD)
    seals = _seals()
    # In this order, each as of its own instant: after the second, every id up to the first's is there for good or never comes.
    last, under_way = _asked(_NEWEST), _asked(_UNDER_WAY)
    if under_way:
        return None
    proof = hashed(_NEW, {"after": _proof(seals[-1]).last if seals else 0, "last": last, "most": MOST})
    if not proof.plans:
        return None
    record(actor=SYSTEM, at=at, verb=VERB, subject=SUBJECT, after=asdict(proof), chain=0)
    return proof


def _faults(at: datetime) -> Iterator[str]:
    after, newest = 0, None
    for newest in _seals():
        then = _proof(newest)
        if hashed(_SEALED, {"after": after, "last": then.last}) != then:
            yield f"what is remembered of rows, {then.first} to {then.last}, is not what was sealed on {newest.at:%-d %b %Y}"
        after = then.last
    if newest is not None and (count := _asked(_BACKDATED, after=after, until=newest.at - SKEW)):
        yield f"{count} of what is remembered of rows came after the last seal and says an instant before it"
    if count := _asked(_UNSEALED, after=after, since=at - LONGEST):
        yield f"{count} of what is remembered of rows wait for a seal since more than a day; look for a transaction that stays open"


def _asked(sql: str, **facts: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        return cursor.fetchone()[0]


def _seals() -> list[AuditRow]:
    return list(rows_for(SUBJECT).filter(verb=VERB))


def _proof(seal: AuditRow) -> Proof:
    return Proof(**(seal.after or {}))
