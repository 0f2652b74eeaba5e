"""The proof that nothing sold or issued changed: hashed when a change is granted, kept in the audit trail, and asked again at any time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from upgrade_program.foundation.audit.queries import rows_for
from upgrade_program.foundation.audit.services import record
from upgrade_program.foundation.database.proof import Proof
from upgrade_program.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Shown:
    """The hash of the rows as they stood when the change was granted, and of the same rows now."""

    then: Proof
    now: Proof

    @property
    def holds(self) -> bool:
        """Whether no row of the set changed."""
        return self.then == self.now


def keep_proof(proof: Proof, *, verb: str, subject: str, actor: Actor, at: datetime) -> None:
    """Into the audit trail, in the transaction of the change."""
    record(actor=actor, at=at, verb=verb, subject=subject, after=asdict(proof))


def shown_proof(again: Callable[[Proof, datetime], Proof], *, verb: str, subject: str) -> Shown | None:
    """The kept proof, asked `again` now of the rows there were at its instant; None where none was kept."""
    row = rows_for(subject).filter(verb=verb).first()
    if row is None or row.after is None:
        return None
    then = Proof(**row.after)
    return Shown(then, again(then, row.at))
