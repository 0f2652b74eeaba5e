"""Reading and checking the trail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

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
    """What is wrong at one place of a chain: `missing`, `prev`, `hash`, or `anchor` (differs from what was kept outside)."""

    chain: int
    seq: int
    kind: str

    def __str__(self) -> str:
        return f"chain {self.chain}, row {self.seq}: {_WORDS[self.kind]}"


_WORDS = {
    "missing": "rows are missing before this one",
    "prev": "does not follow from the row before it",
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
