"""Refusing a claim, looking again, and the customer's no."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.claims import old_plan
from tests.interfaces.api.claiming import GATES, at, inspected, inspection, no, opened, opening, picture, rows
from tests.interfaces.api.till import new_key, said, till_of
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(clerk):
    return old_plan(actor=clerk)


@pytest.fixture
def claim(plan, till):
    return opened(till, plan)


REFUSED = {"reason": "The SIM tray shows red", "clause": "3.7"}


def test_a_refusal_names_its_clause(claim, till, plan):
    answer = till.act(at(claim, "refuse"), REFUSED)
    assert answer.status_code == 200, answer.content
    ended = said(answer)
    assert (ended["state"], ended["reason"]) == ("refused", "The SIM tray shows red")
    assert ended["refusal"] == {"gate": "no_liquid", "clause": "3.7", "reason": "The SIM tray shows red", "second_look": None}
    assert said(till.get(at(claim))) == ended
    row = Plan.objects.get(pk=plan.pk)
    assert (row.status, row.held_percent) == ("active", 70)


def test_without_a_clause_it_is_that_of_the_first_gate_not_passed(claim, till):
    assert said(till.act(at(claim, "refuse"), {"reason": "blocked"}))["refusal"]["clause"] == "3.1"


def test_a_refusal_is_asked_for_properly(claim, till, head_office_till, plan):
    no(lambda: till.act(at(claim, "refuse"), {"clause": "3.7"}), 422, "reason_required", "reason")
    no(lambda: till.act(at(claim, "refuse"), {"reason": "x", "clause": "9.9"}), 422, "invalid", "clause")
    no(lambda: till.act(at(claim, "refuse"), {"reason": "x" * 201}), 422, "invalid", "reason")
    no(lambda: till.act(at(claim, "refuse"), {"reason": "x", "gate": "no_liquid"}), 422, "invalid", "gate")
    no(lambda: head_office_till.act(at(claim, "refuse"), REFUSED), 403, "forbidden")
    no(lambda: till.post(at(claim, "refuse"), REFUSED), 422, "invalid", "Idempotency-Key")
    till.act(at(claim, "inspection"), inspection())
    no(lambda: till.act(at(claim, "refuse"), {"reason": "x"}), 422, "invalid", "clause")


@pytest.mark.parametrize(
    ("act", "body", "other"),
    [("refuse", REFUSED, REFUSED | {"clause": "3.5"}), ("decline", {"reason": "wants to wait"}, {"reason": "left"})],
)
def test_an_end_comes_once_a_key(claim, till, act, body, other):
    key = new_key()
    first = till.act(at(claim, act), body, key=key)
    before = rows()
    again = till.act(at(claim, act), body, key=key)
    assert (again.status_code, again.content, again["Idempotent-Replayed"], rows()) == (200, first.content, "true", before)
    no(lambda: till.act(at(claim, act), other, key=key), 409, "idempotency_mismatch")
    no(lambda: till.act(at(claim, act), body), 409, "claim_state")


def test_somebody_else_finds_otherwise_and_the_claim_goes_on(claim, till, manager_till):
    till.act(at(claim, "refuse"), REFUSED)
    assert picture(manager_till, claim, view="damage").status_code == 201
    answer = manager_till.act(at(claim, "second-look"), {"upheld": False, "remark": "The mark is white"})
    assert answer.status_code == 200, answer.content
    again = said(answer)
    assert (again["state"], again["refusal"], again["reason"]) == ("open", None, None)
    assert said(till.act(at(claim, "inspection"), inspection()))["state"] == "inspected"


def test_somebody_else_upholds_and_the_hold_is_let_go(claim, till, other_till, plan):
    till.act(at(claim, "refuse"), REFUSED)
    upheld = said(other_till.act(at(claim, "second-look"), {"upheld": True, "remark": "Red, indeed"}))
    assert upheld["refusal"]["second_look"] == {"upheld": True, "remark": "Red, indeed", "at": "2027-05-03T11:42:00+05:30"}
    assert Plan.objects.get(pk=plan.pk).held_percent is None
    no(lambda: other_till.act(at(claim, "second-look"), {"upheld": True, "remark": "x"}), 409, "claim_state")


def test_a_second_look_is_somebody_elses_and_in_time(claim, plan, till, manager_user, other_till, clock):
    no(lambda: other_till.act(at(claim, "second-look"), {"upheld": True, "remark": "x"}), 409, "claim_state")
    till.act(at(claim, "refuse"), REFUSED)
    no(lambda: till.act(at(claim, "second-look"), {"upheld": False, "remark": "x"}), 403, "self_approval")
    no(lambda: other_till.act(at(claim, "second-look"), {"upheld": False}), 422, "reason_required", "reason")
    no(lambda: other_till.act(at(claim, "second-look"), {"upheld": "no", "remark": "x"}), 422, "invalid", "upheld")
    till.act(opening(plan), {"handset_imei": plan.imei})
    no(lambda: other_till.act(at(claim, "second-look"), {"upheld": False, "remark": "x"}), 409, "claim_open")
    clock.shift(timedelta(days=4))
    no(lambda: till_of(manager_user).act(at(claim, "second-look"), {"upheld": False, "remark": "x"}), 409, "claim_lapsed")


def test_the_customer_says_no_and_the_plan_goes_on(plan, till, other_till):
    claim = inspected(till, plan)
    declined = said(other_till.act(at(claim, "decline"), {"reason": "Wants to wait"}))
    assert (declined["state"], declined["reason"], declined["refusal"]) == ("declined", "Wants to wait", None)
    row = Plan.objects.get(pk=plan.pk)
    assert (row.status, row.held_percent) == ("active", None)
    assert till.act(opening(plan), {"handset_imei": plan.imei}).status_code == 201
    no(lambda: till.act(at(claim, "inspection"), inspection(GATES)), 409, "claim_state")


def test_declining_is_asked_for_properly(claim, till, auditor_till):
    no(lambda: till.act(at(claim, "decline"), {}), 422, "reason_required", "reason")
    no(lambda: till.act(at(claim, "decline"), {"reason": "x", "clause": "3.1"}), 422, "invalid", "clause")
    no(lambda: auditor_till.act(at(claim, "decline"), {"reason": "x"}), 403, "forbidden")
