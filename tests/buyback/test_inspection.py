"""Gates in their order and the check list: what is recorded, and each refusal, which records nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from stores.clock import local_day
from tests.buyback.acts import ask_override, grant_override, indian, look, now_of, offer, plan_of, refuse, refused
from tests.factories.claims import CLEAN, FIRST_TIER, gates_seen, inspected, offered, old_plan, opened, settled
from tests.factories.plans import AT, TODAY
from upgrade_program.buyback.models import Claim, PassedGate
from upgrade_program.buyback.services import Seen, id_seen, inspect_phone, pass_gates, save_answers
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db
PASSED, FAILED = Seen(passed=True, facts={}), Seen(passed=False, facts={})
GATES = ["blacklist_clear", "locks_removed", "invoice_seen", "id_seen", "powers_on", "imei_legible", "no_liquid", "wipe_consent"]


@pytest.fixture
def claim(clerk: Actor) -> Claim:
    return opened(old_plan(actor=clerk), actor=clerk)


def gates(claim: Claim, seen: dict[str, Seen], *, actor: Actor, at: Any = AT) -> Claim:
    return pass_gates(number=claim.number, seen=seen, actor=actor, at=at, on=local_day(at))


def answer(claim: Claim, answers: dict[str, str], *, actor: Actor, at: Any = AT) -> Claim:
    return save_answers(number=claim.number, answers=answers, actor=actor, at=at, on=local_day(at))


def inspect(claim: Claim, answers: dict[str, str] = CLEAN, *, actor: Actor, at: Any = AT, **changes: Seen) -> Claim:
    return inspect_phone(number=claim.number, answers=answers, seen=gates_seen(**changes), actor=actor, at=at, on=local_day(at))


def test_gates_are_recorded_in_their_order_with_person_and_proof(clerk, claim) -> None:
    gates(claim, {"locks_removed": PASSED, "blacklist_clear": Seen(passed=True, facts={"reference": "CEIR 12"})}, actor=clerk)
    kept = list(PassedGate.objects.values_list("key", "by_id", "facts"))
    assert kept == [("blacklist_clear", clerk.staff_id, {"reference": "CEIR 12"}), ("locks_removed", clerk.staff_id, {})]


def test_a_gate_passed_before_need_not_be_given_again(clerk, claim) -> None:
    gates(claim, {"blacklist_clear": PASSED}, actor=clerk)
    gates(claim, {"blacklist_clear": PASSED, "locks_removed": PASSED}, actor=clerk)
    assert PassedGate.objects.count() == 2


@pytest.mark.parametrize("gate", GATES)
def test_each_gate_that_is_not_passed_refuses_with_its_clause_and_remedy(clerk, claim, gate) -> None:
    no = refused(lambda: inspect(claim, actor=clerk, **{gate: FAILED}), "gate_failed", field=f"gates.{gate}")
    assert no.facts["clause"] == f"3.{GATES.index(gate) + 1}"
    assert no.next_step


def test_the_first_of_several_is_named(clerk, claim) -> None:
    no = refused(lambda: inspect(claim, actor=clerk, no_liquid=FAILED, invoice_seen=FAILED), "gate_failed")
    assert no.field == "gates.invoice_seen"


def test_none_may_be_left_out_before_a_later_one(clerk, claim) -> None:
    refused(lambda: gates(claim, {"locks_removed": PASSED}, actor=clerk), "gate_failed", field="gates.blacklist_clear")


def test_none_may_be_left_out_at_the_end(clerk, claim) -> None:
    some = {key: seen for key, seen in gates_seen().items() if key != "wipe_consent"}
    whole = {"number": claim.number, "answers": CLEAN, "seen": some, "actor": clerk, "at": AT, "on": TODAY}
    refused(lambda: inspect_phone(**whole), "gate_failed", field="gates.wipe_consent")


@pytest.mark.parametrize(("kind", "last4"), [("ration_card", "1234"), ("pan", "123"), ("pan", "ABCDE1234F"), ("aadhaar", "12 4")])
def test_of_an_id_only_kind_and_last_four_are_taken(kind, last4) -> None:
    with pytest.raises(Refused) as no:
        id_seen(kind, last4)
    assert no.value.code == "invalid"
    assert last4 not in str(no.value) or kind == "ration_card"


def test_the_last_four_are_kept_in_capitals() -> None:
    assert id_seen("voter_id", " 42xy ").facts == {"type": "voter_id", "last4": "42XY"}


def test_a_question_left_out_or_unknown_or_answered_in_other_words(clerk, claim) -> None:
    refused(lambda: inspect(claim, {key: "none" for key in CLEAN if key != "body"}, actor=clerk), "invalid", field="answers")
    refused(lambda: inspect(claim, CLEAN | {"screen": "none"}, actor=clerk), "invalid", field="answers")
    refused(lambda: inspect(claim, CLEAN | {"body": "bad"}, actor=clerk), "invalid", field="answers.body")
    refused(lambda: answer(claim, {"body": "bad"}, actor=clerk), "invalid", field="answers.body")
    refused(lambda: answer(claim, {"screen": "none"}, actor=clerk), "invalid", field="answers")


def test_answers_come_one_by_one_and_the_last_concludes(clerk, claim) -> None:
    gates(claim, gates_seen(), actor=clerk)
    for key in CLEAN:
        assert now_of(claim).state == "open"
        answer(claim, {key: "minor" if key == "display" else "none"}, actor=clerk)
    assert (now_of(claim).state, now_of(claim).payable) == ("inspected", FIRST_TIER - 980)


def test_all_answers_without_the_gates_conclude_nothing(clerk, claim) -> None:
    answer(claim, CLEAN, actor=clerk)
    assert (now_of(claim).state, now_of(claim).payable) == ("open", None)


def test_another_answer_takes_the_offer_back_and_what_was_waived_of_the_old_ones(clerk, manager) -> None:
    claim = inspected(old_plan(actor=clerk), actor=clerk, answers=CLEAN | {"display": "minor"})
    grant_override(ask_override(claim, 500, actor=clerk), actor=manager)
    offer(claim, actor=clerk)
    assert now_of(claim).payable == FIRST_TIER - 480
    answer(claim, {"body": "minor"}, actor=clerk)
    found = now_of(claim)
    assert (found.state, found.waived, found.payable) == ("inspected", 0, FIRST_TIER - 980 - 490)


def test_a_second_look_that_overturns_keeps_what_was_found(clerk, manager) -> None:
    claim = inspected(old_plan(actor=clerk), actor=clerk, answers=CLEAN | {"display": "minor"})
    look(refuse(claim, actor=clerk), upheld=False, actor=manager)
    assert answer(claim, {}, actor=clerk).state == "inspected"
    assert now_of(claim).payable == FIRST_TIER - 980


def test_a_claim_that_is_over(clerk, claim) -> None:
    late = indian(date(2027, 5, 7), 0, 1)
    for act in (inspect, answer, gates):
        given: Any = CLEAN if act is not gates else gates_seen()
        refused(lambda act=act, given=given: act(claim, given, actor=clerk, at=late), "claim_lapsed")
    refuse(claim, actor=clerk)
    refused(lambda: inspect(claim, actor=clerk), "claim_state")
    refused(lambda: answer(claim, {}, actor=clerk), "claim_state")
    refused(lambda: gates(claim, gates_seen(), actor=clerk), "claim_state")


def test_a_settled_one(clerk) -> None:
    claim = offered(old_plan(actor=clerk), actor=clerk)
    settled(claim, actor=clerk)
    refused(lambda: inspect(claim, actor=clerk), "claim_state")


def test_one_whose_plan_was_suspended(clerk, claim) -> None:
    Plan.objects.filter(pk=claim.plan_id).update(status="suspended")
    refused(lambda: inspect(claim, actor=clerk), "plan_not_live")
    assert plan_of(claim).held_until


def test_only_staff_at_a_counter_and_only_claims_that_are_there(clerk, claim, head_office, auditor) -> None:
    for somebody in (head_office, auditor):
        refused(lambda who=somebody: inspect(claim, actor=who), "forbidden")
        refused(lambda who=somebody: gates(claim, gates_seen(), actor=who), "forbidden")
        refused(lambda who=somebody: answer(claim, {}, actor=who), "forbidden")
    claim.number = "1KGY4A8D5BR"
    refused(lambda: inspect(claim, actor=clerk), "not_found")
