"""The check list: answers, and the deductions computed from them. Source: smart-upgrade section 6."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from upgrade_program.buyback.enums import Answer, State
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.queries import wording_of, worth_of
from upgrade_program.buyback.refusals import AnswersMissing
from upgrade_program.buyback.services.gates import GATE_STATES, Seen, record_passed, require_all_passed
from upgrade_program.buyback.services.locking import check_goes_on, locked, require_counter
from upgrade_program.buyback.services.telling import note
from upgrade_program.foundation.approvals.services import lapse as lapse_approvals
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid
from upgrade_program.kernel.money import ZERO
from upgrade_program.kernel.tongue import spoken

_FIGURES = ["state", "answers", "deducted", "waived", "payable", "inspected_at", "inspected_by"]


def inspect_phone(*, number: str, answers: Mapping[str, str], seen: Mapping[str, Seen], actor: Actor, at: datetime, on: date) -> Claim:
    """Record the whole inspection at once: every gate, every question; the claim is inspected and has its figures.

    Refuses the first gate not passed (`gate_failed`), questions left out or answered with another word (`invalid`), and a claim that
    is over (`claim_lapsed`, `plan_not_live`, `claim_state`). An offer made before is off.
    """
    require_counter(actor)
    with act_transaction():
        claim = locked(actor=actor, number=number)
        check_goes_on(claim, *GATE_STATES, on=on)
        found = read_answers(claim, answers)
        record_passed(claim, seen, actor=actor, at=at)
        require_all_passed(claim)
        _check_complete(claim, found)
        _conclude(claim, found, actor=actor, at=at)
    return claim


def save_answers(*, number: str, answers: Mapping[str, str], actor: Actor, at: datetime, on: date) -> Claim:
    """Keep answers as they come; with the last one, and every gate passed, the claim is inspected and has its figures.

    Answers given before stand unless given again. Refuses as `inspect_phone` does, but nothing for being unfinished.
    """
    require_counter(actor)
    with act_transaction():
        claim = locked(actor=actor, number=number)
        check_goes_on(claim, *GATE_STATES, on=on)
        found = {**claim.found, **read_answers(claim, answers)}
        passed = set(claim.passed_gates.values_list("key", flat=True))
        wording = wording_of(claim)
        if len(found) == len(wording.checks) and all(gate.key in passed for gate in wording.gates):
            if claim.state == State.OPEN or found != claim.found:
                _conclude(claim, found, actor=actor, at=at)
        else:
            claim.answers = {key: str(answer) for key, answer in found.items()}
            claim.save(update_fields=["answers"])
    return claim


def read_answers(claim: Claim, answers: Mapping[str, str]) -> dict[str, Answer]:
    """The answers, each to a question of this claim and one of none, minor, major; refuses (`invalid`) anything else."""
    known = {check.key for check in wording_of(claim).checks}
    for key, answer in answers.items():
        if key not in known:
            there = ", ".join(sorted(known))
            raise Invalid(field="answers", sentence="The check list has no such question.", next_step="One of: {known}.", known=there)
        if answer not in list(Answer):
            raise Invalid(field=f"answers.{key}", sentence="A question is answered with none, minor or major.")
    return {key: Answer(answer) for key, answer in answers.items()}


def _check_complete(claim: Claim, found: Mapping[str, Answer]) -> None:
    missing = [spoken(check.key) for check in wording_of(claim).checks if check.key not in found]
    if missing:
        raise AnswersMissing(missing=", ".join(missing))


def _conclude(claim: Claim, found: Mapping[str, Answer], *, actor: Actor, at: datetime) -> None:
    """The figures out of the answers. What was waived was waived of other deductions, and asked for under them."""
    before = claim.state
    if found != claim.found or claim.payable is None:
        claim.waived = ZERO
        lapse_approvals(kind="claim.override", subject=f"claim:{claim.pk}", at=at)
    claim.answers = {key: str(answer) for key, answer in found.items()}
    worth = worth_of(claim)
    claim.deducted, claim.payable, claim.waived = worth.deducted, worth.payable, worth.waived
    claim.state = State.INSPECTED.value
    claim.inspected_at, claim.inspected_by_id = at, actor.staff_id
    claim.save(update_fields=_FIGURES)
    note(claim, verb="inspected", actor=actor, at=at, before=before, deducted=claim.deducted, payable=claim.payable)
