"""Reading and checking the trail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from upgrade_program.foundation.audit.chain import GENESIS, row_hash
from upgrade_program.foundation.audit.models import AuditRow


@dataclass(frozen=True, slots=True)
class Head:
    """The last place of a chain and its hash: what is kept outside, so that cutting off the end or rewriting the whole shows."""

    chain: int
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place of a chain: `missing`, `prev`, `next`, `hash`, or `anchor` (differs from what was kept outside)."""

    chain: int
    seq: int
    kind: str

    def __str__(self) -> str:
        return f"chain {self.chain}, row {self.seq}: {_WORDS[self.kind]}"


# The hash of the row before and what the row after says of this one, by the places' own index.
_NEIGHBOURS = """
    SELECT this.id, before.hash, after.prev, this.seq = 1
      FROM audit_auditrow this
      LEFT JOIN audit_auditrow before ON before.chain = this.chain AND before.seq = this.seq - 1
      LEFT JOIN audit_auditrow after ON after.chain = this.chain AND after.seq = this.seq + 1
     WHERE this.id = ANY(%s)
"""
_WORDS = {
    "missing": "rows are missing before this one",
    "prev": "does not follow from the row before it",
    "next": "is not what the row after it follows",
    "hash": "was changed after it was written",
    "anchor": "is not what was kept outside",
}


def rows_for(subject: str) -> QuerySet[AuditRow]:
    """Everything that happened to a subject such as `plan:17`, oldest first."""
    return AuditRow.objects.filter(subject=subject).order_by("id")


def chains() -> list[int]:
    """The chains that have rows, in order."""
    return list(AuditRow.objects.order_by("chain").values_list("chain", flat=True).distinct())


def chain_head(chain: int, *, before: datetime | None = None) -> Head:
    """The last row's place and hash (of those from before an instant); place 0 and the genesis hash when there is none."""
    rows = AuditRow.objects.filter(chain=chain) if before is None else AuditRow.objects.filter(chain=chain, at__lt=before)
    last = rows.order_by("-seq").values_list("seq", "hash").first()
    return Head(chain, *(last or (0, GENESIS)))


def faults(chain: int, *, anchor: Head | None = None) -> list[Fault]:
    """All faults of one chain; with an anchor also whether the row there is still the one that was seen."""
    return [fault for _, fault in walk(chain, anchor=anchor) if fault]


def walk(chain: int, *, anchor: Head | None = None) -> Iterator[tuple[int, Fault | None]]:
    """Go through a chain row by row, oldest first, telling each place and each fault found there; memory stays small."""
    place, hash_before = 0, GENESIS
    anchored = anchor is None or anchor.seq == 0
    for row in AuditRow.objects.filter(chain=chain).order_by("seq").iterator(chunk_size=2000):
        yield row.seq, None
        if row.seq != place + 1:
            yield row.seq, Fault(chain, row.seq, "missing")
        if row.prev != hash_before:
            yield row.seq, Fault(chain, row.seq, "prev")
        if row.hash != _hash_again(row):
            yield row.seq, Fault(chain, row.seq, "hash")
        if anchor and row.seq == anchor.seq:
            anchored = True
            if row.hash != anchor.hash:
                yield row.seq, Fault(chain, row.seq, "anchor")
        place, hash_before = row.seq, row.hash
    if anchor and not anchored:
        yield anchor.seq, Fault(chain, anchor.seq, "anchor")


def faults_of_rows(rows: Sequence[AuditRow]) -> list[Fault]:
    """The faults of some rows, in their order: of each its own hash, and that it stands between its neighbours. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_NEIGHBOURS, [[row.pk for row in rows]])
        beside = {pk: (GENESIS if first else before, after) for pk, before, after, first in cursor.fetchall()}
    found = []
    for row in rows:
        before, after = beside[row.pk]
        if before is None:
            found.append(Fault(row.chain, row.seq, "missing"))
        elif row.prev != before:
            found.append(Fault(row.chain, row.seq, "prev"))
        if row.hash != _hash_again(row):
            found.append(Fault(row.chain, row.seq, "hash"))
        if after is not None and after != row.hash:
            found.append(Fault(row.chain, row.seq, "next"))
    return found


def _hash_again(row: AuditRow) -> str:
    return row_hash(
        prev=row.prev,
        chain=row.chain,
        seq=row.seq,
        at=row.at,
        actor_id=row.actor_id,
        actor_role=row.actor_role,
        store_id=row.store_id,
        verb=row.verb,
        subject=row.subject,
        before=row.before,
        after=row.after,
        reason=row.reason,
    )
