"""Sealing what the database remembers of rows. Nothing chains those rows, and the database's owner could put false ones among them.

Each night the hash of what is new goes into head office's chain of the audit trail, whose head is mailed every day, and all that was sealed
is hashed again. What the owner adds by day stands there with their role until the seal, and cannot be added to an earlier day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import connection, transaction

from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import rows_for
from upgrade_program.foundation.audit.services import record
from upgrade_program.foundation.database.proof import MOST, Proof, hashed
from upgrade_program.kernel.actor import SYSTEM

SUBJECT, VERB = "history:rows", "history.sealed"
# A row has the instant at which its transaction began; none but a migration's takes as long as this.
UNDER_WAY = timedelta(hours=1)
# Column by column, so that one that is added later changes no hash, and no session's time zone does.
_SAID = """
    SELECT h.id, jsonb_build_array(h.id, h."table", h.key, h.op, h.before, h.after, h.changed, extract(epoch FROM h.at), h.actor_id, h.role,
                                   h.act, h.reason)::text AS said
      FROM history_rowchange h WHERE h.id > %(after)s
"""
_NEW = f"{_SAID} AND h.at < %(until)s ORDER BY h.id LIMIT %(most)s"
_SEALED = f"{_SAID} AND h.id <= %(last)s"
_BACKDATED = "SELECT count(*) FROM history_rowchange WHERE id > %(after)s AND at < %(until)s"
_HOLD = "SELECT pg_advisory_xact_lock(hashtext('row history'))"


def seal_history(*, at: datetime) -> list[Proof]:
    """Seal what is new and an hour old, so many rows at a time; gives the seals. Nothing new is nothing sealed."""
    made: list[Proof] = []
    while (proof := _seal_next(at=at)) is not None:
        made.append(proof)
    return made


def history_faults() -> list[str]:
    """All that was sealed, hashed again: which stretches are not what they were, and rows of today that say an earlier day."""
    return list(_faults())


@transaction.atomic
def _seal_next(*, at: datetime) -> Proof | None:
    with connection.cursor() as cursor:
        cursor.execute(_HOLD)
    seals = _seals()
    proof = hashed(_NEW, {"after": _proof(seals[-1]).last if seals else 0, "until": at - UNDER_WAY, "most": MOST})
    if not proof.plans:
        return None
    record(actor=SYSTEM, at=at, verb=VERB, subject=SUBJECT, after=asdict(proof), chain=0)
    return proof


def _faults() -> Iterator[str]:
    after, newest = 0, None
    for newest in _seals():
        then = _proof(newest)
        if hashed(_SEALED, {"after": after, "last": then.last}) != then:
            yield f"what is remembered of rows, {then.first} to {then.last}, is not what was sealed on {newest.at:%-d %b %Y}"
        after = then.last
    if newest is not None:
        with connection.cursor() as cursor:
            cursor.execute(_BACKDATED, {"after": after, "until": newest.at - UNDER_WAY})
            (count,) = cursor.fetchone()
        if count:
            yield f"{count} of what is remembered of rows came after the last seal and says an instant before it"


def _seals() -> list[AuditRow]:
    return list(rows_for(SUBJECT).filter(verb=VERB))


def _proof(seal: AuditRow) -> Proof:
    return Proof(**(seal.after or {}))
