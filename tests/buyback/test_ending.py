"""Refusal, second look, declining and lapse: what ends, what stays held, and each refusal, which changes nothing."""

from __future__ import annotations

from datetime import date

import pytest

from stores.clock import local_day
from tests.buyback.acts import ask_override, decline, indian, look, now_of, plan_of, refuse, refused, reverse
from tests.factories.claims import CLEAN, gates_seen, inspected, offered, old_plan, opened, settled
from tests.factories.life import suspended, swapped
from tests.factories.plans import AT
from upgrade_program.buyback.models import Claim, Handover, Handset
from upgrade_program.buyback.services import lapse_claims_of, lapse_due_claims, pass_gates
from upgrade_program.buyback.tasks import lapse
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import resume_plan

pytestmark = pytest.mark.django_db
NEXT_DAY = indian(date(2027, 5, 7), 0, 1)  # a claim opened at AT is held through 6 May


@pytest.fixture
def claim(clerk: Actor) -> Claim:
    return opened(old_plan(actor=clerk), actor=clerk)


def verbs(claim: Claim) -> list[str]:
    return list(AuditRow.objects.filter(subject=f"plan:{claim.plan_id}").order_by("id").values_list("verb", flat=True))[1:]


def test_a_refusal_names_clause_and_reason_and_keeps_the_hold(clerk, claim) -> None:
    found = refuse(claim, actor=clerk)
    assert (found.state, found.gate, found.clause, found.reason) == ("refused", "locks_removed", "3.2", "An account is left")
    assert (plan_of(claim).status, plan_of(claim).held_until) == ("active", date(2027, 5, 6))
    assert verbs(claim) == ["claim.opened", "claim.refused"]


def test_a_question_of_the_check_list_has_a_clause_too(clerk, claim) -> None:
    assert refuse(claim, actor=clerk, clause="3.9").gate == "display"
    assert refuse(opened(plan_of(claim), actor=clerk), actor=clerk, clause="no_liquid").clause == "3.7"


def test_without_a_clause_it_is_that_of_the_first_gate_not_passed(clerk, claim) -> None:
    pass_gates(number=claim.number, seen={"blacklist_clear": gates_seen()["blacklist_clear"]}, actor=clerk, at=AT, on=local_day(AT))
    assert refuse(claim, actor=clerk, clause="").gate == "locks_removed"


def test_refusals_of_a_refusal(clerk, claim, head_office) -> None:
    refused(lambda: refuse(claim, actor=clerk, reason=" "), "reason_required", field="reason")
    refused(lambda: refuse(claim, actor=clerk, reason="x" * 201), "invalid", field="reason")
    refused(lambda: refuse(claim, actor=clerk, clause="9.9"), "invalid", field="clause")
    refused(lambda: refuse(claim, actor=head_office), "forbidden")
    refused(lambda: refuse(claim, actor=clerk, at=NEXT_DAY), "claim_lapsed")
    refuse(claim, actor=clerk)
    refused(lambda: refuse(claim, actor=clerk), "claim_state")


def test_with_every_gate_passed_the_clause_has_to_be_said(clerk) -> None:
    claim = inspected(old_plan(actor=clerk), actor=clerk)
    refused(lambda: refuse(claim, actor=clerk, clause=""), "invalid", field="clause")


def test_upheld_the_hold_ends(clerk, manager, claim) -> None:
    found = look(refuse(claim, actor=clerk), upheld=True, actor=manager)
    assert (found.state, found.upheld, found.second_look_by_id) == ("refused", True, manager.staff_id)
    assert plan_of(claim).held_until is None


def test_overturned_it_goes_on_and_can_be_refused_once_more(clerk, manager, claim) -> None:
    found = look(refuse(claim, actor=clerk), upheld=False, actor=manager)
    assert (found.state, found.reason, found.gate, found.ended_at, plan_of(claim).held_until) == ("open", "", "", None, date(2027, 5, 6))
    refuse(found, actor=clerk, clause="3.7")
    assert plan_of(claim).held_until is None
    refused(lambda: look(claim, upheld=False, actor=manager), "claim_state")
    assert verbs(claim) == ["claim.opened", "claim.refused", "claim.looked_at_again", "claim.refused"]


def test_refusals_of_a_second_look(clerk, manager, other_clerk, auditor, claim) -> None:
    refused(lambda: look(claim, upheld=True, actor=manager), "claim_state")
    refuse(claim, actor=clerk)
    refused(lambda: look(claim, upheld=False, actor=clerk), "self_approval")
    refused(lambda: look(claim, upheld=False, actor=auditor), "forbidden")
    refused(lambda: look(claim, upheld=False, actor=manager, remark=" "), "reason_required")
    refused(lambda: look(claim, upheld=False, actor=manager, at=NEXT_DAY), "claim_lapsed")
    look(claim, upheld=True, actor=other_clerk)
    refused(lambda: look(claim, upheld=False, actor=manager), "claim_state")


def test_while_another_claim_is_open_a_refusal_is_upheld_but_not_overturned(clerk, manager, claim) -> None:
    refuse(claim, actor=clerk)
    second = opened(plan_of(claim), actor=clerk)
    refused(lambda: look(claim, upheld=False, actor=manager), "claim_open")
    look(claim, upheld=True, actor=manager)
    assert (now_of(second).state, plan_of(claim).held_until) == ("open", second.held_through)


def test_after_a_settlement_there_is_nothing_to_look_at(clerk, manager, claim) -> None:
    refuse(claim, actor=clerk)
    settled(offered(plan_of(claim), actor=clerk), actor=clerk)
    refused(lambda: look(claim, upheld=False, actor=manager), "plan_not_live")


def test_declined_nothing_is_held(clerk, claim) -> None:
    found = decline(claim, actor=clerk)
    assert (found.state, found.reason, plan_of(claim).held_until) == ("declined", "Not today", None)
    assert Message.objects.filter(topic="claim.declined").count() == 1


def test_refusals_of_declining(clerk, claim, auditor) -> None:
    refused(lambda: decline(claim, actor=clerk, reason=""), "reason_required")
    refused(lambda: decline(claim, actor=auditor), "forbidden")
    refused(lambda: decline(claim, actor=clerk, at=NEXT_DAY), "claim_lapsed")
    decline(claim, actor=clerk)
    refused(lambda: decline(claim, actor=clerk), "claim_state")


def test_the_job_records_lapses_of_yesterday_and_none_of_today(clerk, claim) -> None:
    last = indian(date(2027, 5, 6), 23, 59)
    assert lapse_due_claims(on=local_day(last), at=last) == 0
    assert lapse_due_claims(on=local_day(NEXT_DAY), at=NEXT_DAY) == 1
    assert lapse_due_claims(on=local_day(NEXT_DAY), at=NEXT_DAY) == 0
    assert (now_of(claim).state, plan_of(claim).held_until) == ("lapsed", None)
    assert (verbs(claim), Message.objects.filter(topic="claim.lapsed").count()) == (["claim.opened", "claim.lapsed"], 1)


def test_the_task_works_through_all_of_them_by_the_clock(clerk, claim, time_machine) -> None:
    others = [opened(old_plan(actor=clerk, phone_invoice_number=f"B/{n}", customer_mobile=f"981045542{n}"), actor=clerk) for n in (2, 3)]
    time_machine.move_to(NEXT_DAY)
    lapse()
    assert {now_of(some).state for some in (claim, *others)} == {"lapsed"}


def test_a_refused_claim_stays_refused_and_is_not_told_as_lapsed(clerk, claim) -> None:
    refuse(claim, actor=clerk)
    assert lapse_due_claims(on=local_day(NEXT_DAY), at=NEXT_DAY) == 0
    opened(plan_of(claim), actor=clerk, at=NEXT_DAY)
    assert now_of(claim).state == "refused"
    assert not Message.objects.filter(topic="claim.lapsed").exists()


def test_a_late_lapse_leaves_the_hold_of_another_claim_alone(clerk, claim) -> None:
    second = opened(plan_of(claim), actor=clerk, at=NEXT_DAY)  # records the lapse of the first
    assert lapse_due_claims(on=local_day(NEXT_DAY), at=NEXT_DAY) == 0
    assert plan_of(claim).held_until == second.held_through


def test_a_suspended_plans_claim_lapses_at_once(clerk, claim) -> None:
    Plan.objects.filter(pk=claim.plan_id).update(status="suspended")
    assert lapse_claims_of(claim.plan_id, at=AT, reason="the plan was suspended", opened_by=AT) == 1
    assert lapse_claims_of(claim.plan_id, at=AT, reason="the plan was suspended", opened_by=AT) == 0
    assert (now_of(claim).state, plan_of(claim).held_until) == ("lapsed", None)


@pytest.mark.parametrize("end", ["refuse", "decline", "lapse", "suspend"])
def test_a_request_that_waits_for_the_claim_lapses_with_it(clerk, end) -> None:
    claim = inspected(old_plan(actor=clerk), actor=clerk, answers=CLEAN | {"display": "minor"})
    asked = ask_override(claim, 500, actor=clerk)
    match end:
        case "refuse":
            refuse(claim, actor=clerk)
        case "decline":
            decline(claim, actor=clerk)
        case "lapse":
            lapse_due_claims(on=local_day(NEXT_DAY), at=NEXT_DAY)
        case "suspend":
            lapse_claims_of(claim.plan_id, at=AT, reason="x", opened_by=AT)
    assert Approval.objects.get(pk=asked.pk).state == "lapsed"


def test_a_reversal_is_another_managers_of_the_same_store(clerk, manager, other_manager, head_office) -> None:
    claim = offered(old_plan(actor=clerk), actor=clerk)
    refused(lambda: reverse(claim, actor=manager), "claim_state")
    settled(claim, actor=clerk)
    refused(lambda: reverse(claim, actor=clerk), "forbidden")
    refused(lambda: reverse(claim, actor=head_office), "forbidden")
    refused(lambda: reverse(claim, actor=other_manager), "forbidden")
    refused(lambda: reverse(claim, actor=manager, reason=""), "reason_required")
    reverse(claim, actor=manager)
    refused(lambda: reverse(claim, actor=manager), "claim_state")


def test_who_settled_does_not_reverse(manager) -> None:
    claim = offered(old_plan(actor=manager), actor=manager)
    settled(claim, actor=manager)
    refused(lambda: reverse(claim, actor=manager), "self_approval")


def test_a_phone_that_left_with_the_pick_up_is_not_handed_back(clerk, manager) -> None:
    claim = offered(old_plan(actor=clerk), actor=clerk)
    done = settled(claim, actor=clerk)
    hand_over(done, manager)
    no = refused(lambda: reverse(claim, actor=manager), "claim_state")
    assert "pick-up" in str(no)


def hand_over(done, manager) -> None:
    gone = Handover.objects.create(store_id=done.store_id, at=AT, on=local_day(AT), by_id=manager.staff_id, taken_by="Ravi", count=1)
    Handset.objects.filter(settlement=done).update(state="handed_over", handover=gone, left_at=AT)


def test_taken_back_after_the_plans_end_it_has_expired(clerk, manager) -> None:
    at = indian(date(2028, 2, 5))
    claim = offered(old_plan(actor=clerk), actor=clerk, at=at)
    settled(claim, actor=clerk, at=at)
    reverse(claim, actor=manager, at=indian(date(2028, 2, 6), 0, 1))
    assert (plan_of(claim).status, plan_of(claim).expires_on) == ("expired", date(2028, 2, 5))


def test_a_refused_claim_does_not_go_on_for_a_phone_that_was_exchanged_since(clerk, manager, claim) -> None:
    """A suspension let its hold go, so the plan could move to another handset."""
    refuse(claim, actor=clerk)
    resume_plan(plan=suspended(plan_of(claim), actor=manager), reason="found", actor=manager, at=AT, on=local_day(AT))
    swapped(plan_of(claim), asker=clerk, granter=manager)
    refused(lambda: look(claim, upheld=False, actor=manager), "imei_mismatch")
    assert look(claim, upheld=True, actor=manager).state == "refused"
    assert opened(plan_of(claim), actor=clerk).state == "open"
