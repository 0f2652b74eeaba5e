"""Passing the gates, in their order, each with what was seen. Source: smart-upgrade section 6."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from upgrade_program.buyback.enums import IdKind, State
from upgrade_program.buyback.models import Claim, PassedGate
from upgrade_program.buyback.queries import wording_of
from upgrade_program.buyback.refusals import GateFailed
from upgrade_program.buyback.services.locking import check_goes_on, locked, require_counter
from upgrade_program.buyback.services.telling import note
from upgrade_program.buyback.wording import Point
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid
from upgrade_program.kernel.tongue import language, spoken

GATE_STATES = (State.OPEN, State.INSPECTED, State.OFFERED)
_LAST4 = re.compile(r"[0-9A-Z]{4}")


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found at a gate: passed or not, and its proof (ids, kinds and last signs only; never a number of a document)."""

    passed: bool
    facts: Mapping[str, str]


def id_seen(kind: str, last4: str) -> Seen:
    """The customer's ID: its kind and last four signs, and nothing else of it; refuses (`invalid`) other kinds and more signs."""
    if kind not in list(IdKind):
        known = ", ".join(IdKind)
        raise Invalid(field="gates.id_seen.type", sentence="This kind of ID is not known.", next_step="One of: {known}.", known=known)
    signs = last4.strip().upper()
    if not _LAST4.fullmatch(signs):
        raise Invalid(
            field="gates.id_seen.last4",
            sentence="Exactly the last four signs of the ID are kept.",
            next_step="Type four digits or letters, never the whole number.",
        )
    return Seen(passed=True, facts={"type": kind, "last4": signs})


def pass_gates(*, number: str, seen: Mapping[str, Seen], actor: Actor, at: datetime, on: date) -> Claim:
    """Record the gates that were passed, in the claim's order, and give the claim.

    Gates passed before need not be given again. Refuses the first gate, in order, that was not passed or was left out before a later
    one (`gate_failed`, with clause and remedy); then nothing is recorded.
    """
    require_counter(actor)
    with act_transaction():
        claim = locked(actor=actor, number=number)
        check_goes_on(claim, *GATE_STATES, on=on)
        new = record_passed(claim, seen, actor=actor, at=at)
        if new:
            note(claim, verb="gates_passed", actor=actor, at=at, gates=new)
    return claim


def record_passed(claim: Claim, seen: Mapping[str, Seen], *, actor: Actor, at: datetime) -> list[str]:
    """Write the gates newly passed on a locked claim; gives their keys. Refuses as `pass_gates` does."""
    passed = set(claim.passed_gates.values_list("key", flat=True))
    new: list[PassedGate] = []
    missing: Point | None = None
    for gate in wording_of(claim).gates:
        given = seen.get(gate.key)
        if given and not given.passed:
            raise failed(gate)
        if gate.key in passed:
            continue
        if given is None:
            missing = missing or gate
            continue
        if missing:
            raise failed(missing, asked=True)
        new.append(PassedGate(claim=claim, key=gate.key, facts=dict(given.facts), at=at, by_id=require_counter(actor).staff_id))
    PassedGate.objects.bulk_create(new)
    return [gate.key for gate in new]


def require_all_passed(claim: Claim) -> None:
    """Refuses (`gate_failed`) while a gate has not been passed, naming the first."""
    passed = set(claim.passed_gates.values_list("key", flat=True))
    for gate in wording_of(claim).gates:
        if gate.key not in passed:
            raise failed(gate, asked=True)


def failed(gate: Point, *, asked: bool = False) -> GateFailed:
    """The refusal at a gate; `asked`: nobody said anything about it yet."""
    said = language()
    says = spoken("Not looked at yet: {title}").format(title=gate.says("title", said)) if asked else gate.says("fails", said)
    remedy = gate.says("passes", said) if asked else " ".join(gate.remedy(said))
    return GateFailed(field=f"gates.{gate.key}", says=says, clause=gate.clause, remedy=remedy, gate=gate.key)
