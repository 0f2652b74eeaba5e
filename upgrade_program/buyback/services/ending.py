"""A claim ends without a settlement: refused by a clause of the terms, or declined by the customer. Source: smart-upgrade section 6."""

from __future__ import annotations

from datetime import date, datetime

from upgrade_program.buyback.enums import OPEN_STATES, State
from upgrade_program.buyback.events import ClaimDeclined, ClaimLookedAtAgain, ClaimRefused
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.queries import open_claim_of, wording_of
from upgrade_program.buyback.refusals import AnotherClaimOpen, ClaimNotThere, HandsetExchanged, OwnRefusal
from upgrade_program.buyback.services.gates import GATE_STATES
from upgrade_program.buyback.services.lapsing import let_go
from upgrade_program.buyback.services.locking import check_goes_on, locked, require_counter
from upgrade_program.buyback.services.telling import note
from upgrade_program.buyback.wording import Point
from upgrade_program.foundation.approvals.services import lapse as lapse_approvals
from upgrade_program.foundation.outbox.services import record as tell
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid, ReasonRequired
from upgrade_program.kernel.text import one_line
from upgrade_program.kernel.wording import day_text, rupees_text
from upgrade_program.plans.models import PlanImei
from upgrade_program.plans.services import hold

_ENDED = ["state", "ended_at", "ended_by", "reason", "gate", "clause"]


def refuse_claim(*, number: str, reason: str, clause: str = "", actor: Actor, at: datetime, on: date) -> Claim:
    """Refuse a claim: which clause of the terms was not met, and what was seen, in words. The plan stays active.

    The value stays held through the claim's day, so that somebody else can take a second look; after one, it is let go.
    Without a clause it is that of the first gate not passed. Refuses unknown clauses (`invalid`), no reason (`reason_required`).
    """
    require_counter(actor)
    words = checked_reason(reason)
    with act_transaction():
        claim = locked(actor=actor, number=number)
        check_goes_on(claim, *GATE_STATES, on=on)
        point = _point(claim, clause)
        before = _end(claim, State.REFUSED, reason=words, actor=actor, at=at, point=point)
        if claim.second_look_at is not None:
            let_go(claim)
        tell(ClaimRefused(claim_id=claim.pk, plan_id=claim.plan_id, store_id=claim.store_id, at=at.isoformat()), at=at)
        note(claim, verb="refused", actor=actor, at=at, before=before, reason=words, clause=point.clause, gate=point.key)
    return claim


def take_second_look(*, number: str, upheld: bool, remark: str, actor: Actor, at: datetime, on: date) -> Claim:
    """Look again at a refused claim, by somebody else than the refuser, once: uphold the refusal, or let the claim go on where it was.

    Refuses the refuser (`self_approval`), a claim that is not refused or was looked at twice (`claim_state`), one whose day has passed
    (`claim_lapsed`) and, to go on, a plan on which another claim is open (`claim_open`) or which stands on another phone by now
    (`imei_mismatch`): a suspension let its hold go, and then the phone was exchanged.
    """
    require_counter(actor)
    words = checked_reason(remark)
    with act_transaction():
        claim = locked(actor=actor, number=number)
        check_goes_on(claim, State.REFUSED, on=on)
        if claim.second_look_at is not None:
            raise ClaimNotThere(state="refused, and was looked at twice")
        if claim.ended_by_id == actor.staff_id:
            raise OwnRefusal
        other = open_claim_of(claim.plan)
        if other and not upheld:
            raise AnotherClaimOpen(store=other.store.code, assured=rupees_text(other.assured), day=day_text(other.held_through))
        if not upheld and not PlanImei.objects.filter(plan=claim.plan, imei=claim.handset_imei, live=True).exists():
            raise HandsetExchanged
        claim.second_look_at, claim.second_look_by_id, claim.upheld, claim.second_look_note = at, actor.staff_id, upheld, words
        changed = ["second_look_at", "second_look_by", "upheld", "second_look_note"]
        if upheld:
            claim.save(update_fields=changed)
            if other is None:
                let_go(claim)
        else:
            claim.state = State.OPEN.value
            claim.ended_at = claim.ended_by = None
            claim.reason = claim.gate = claim.clause = ""
            claim.save(update_fields=[*changed, *_ENDED])
            hold(plan_id=claim.plan_id, percent=claim.percent, through=claim.held_through)  # another claim may have let it go
        tell(ClaimLookedAtAgain(claim_id=claim.pk, plan_id=claim.plan_id, store_id=claim.store_id, at=at.isoformat()), at=at)
        note(claim, verb="looked_at_again", actor=actor, at=at, before="refused", reason=words, upheld=upheld)
    return claim


def decline_claim(*, number: str, reason: str, actor: Actor, at: datetime, on: date) -> Claim:
    """The customer says no: nothing is held any more, the plan goes on. Refuses a claim that is over, and no reason."""
    require_counter(actor)
    words = checked_reason(reason)
    with act_transaction():
        claim = locked(actor=actor, number=number)
        check_goes_on(claim, *OPEN_STATES, on=on)
        before = _end(claim, State.DECLINED, reason=words, actor=actor, at=at)
        let_go(claim)
        tell(ClaimDeclined(claim_id=claim.pk, plan_id=claim.plan_id, store_id=claim.store_id, at=at.isoformat()), at=at)
        note(claim, verb="declined", actor=actor, at=at, before=before, reason=words)
    return claim


def checked_reason(text: str) -> str:
    """The reason on one line; refuses none at all (`reason_required`) and what cannot be printed or is too long."""
    words = one_line(text, field="reason", most=200)
    if not words:
        raise ReasonRequired
    return words


def _point(claim: Claim, clause: str) -> Point:
    wording = wording_of(claim)
    if clause.strip():
        point = wording.point_of_clause(clause.strip()) or next((gate for gate in wording.gates if gate.key == clause.strip()), None)
        if point is None:
            known = ", ".join(point.clause for point in (*wording.gates, *wording.checks))
            told = {"known": known}
            raise Invalid(field="clause", sentence="The terms of this plan have no such clause.", next_step="One of: {known}.", **told)
        return point
    passed = set(claim.passed_gates.values_list("key", flat=True))
    for gate in wording.gates:
        if gate.key not in passed:
            return gate
    raise Invalid(field="clause", sentence="Every gate was passed: say by which clause the claim is refused.")


def _end(claim: Claim, state: State, *, reason: str, actor: Actor, at: datetime, point: Point | None = None) -> str:
    before = claim.state
    claim.state = state.value
    claim.ended_at, claim.ended_by_id, claim.reason = at, actor.staff_id, reason
    claim.gate, claim.clause = (point.key, point.clause) if point else ("", "")
    claim.save(update_fields=_ENDED)
    lapse_approvals(kind="claim.override", subject=f"claim:{claim.pk}", at=at)
    return before
