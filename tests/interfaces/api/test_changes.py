"""Cancelling, and confirming a payment that was waited for."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.billing import cash, upi
from tests.factories.plans import days_ago, sold
from tests.interfaces.api.till import PLANS, code_for, new_key, refused, said, sale, traces
from upgrade_program.billing.models import TaxDocument
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import hold

pytestmark = pytest.mark.django_db
UTR = "712304118826"
PENDING = [{"method": "cash", "amount": "300.00"}, {"method": "upi", "amount": "249.00"}]


@pytest.fixture
def plan(till):
    return said(till.sell(sale()))


@pytest.fixture
def waiting(till):
    return said(till.sell(sale(payments=PENDING)))


def cancelling(plan):
    return f"{PLANS}{plan['number'] if isinstance(plan, dict) else plan.number}/cancel/"


def paying(plan):
    return f"{PLANS}{plan['number']}/payment/"


def no(answer_of, status, code, field=None):
    before = traces()
    answer = refused(answer_of(), status, code, field)
    assert traces() == before
    return answer


def test_a_manager_cancels_within_the_free_look(plan, manager_till):
    answer = manager_till.act(cancelling(plan), {"reason": "Changed her mind", "otp": code_for(plan, manager_till)})
    assert answer.status_code == 200, answer.content
    cancelled = said(answer)
    note = cancelled.pop("credit_note")
    assert note == plan["invoice"] | {"number": "DL01/C27/00001"}
    assert cancelled == plan | {"status": "cancelled", "value_status": "cancelled"}


def test_a_cancellation_happens_once(plan, manager_till):
    key, body = new_key(), {"reason": "Changed her mind", "otp": code_for(plan, manager_till)}
    first = manager_till.act(cancelling(plan), body, key=key)
    again = manager_till.act(cancelling(plan), body, key=key)
    assert (again.status_code, again.content, again["Idempotent-Replayed"]) == (200, first.content, "true")
    assert TaxDocument.objects.filter(kind="credit_note").count() == 1
    no(lambda: manager_till.act(cancelling(plan), {"reason": "Once more"}), 409, "plan_not_live")


def test_after_the_free_look_only_for_a_ground(clerk, manager_till):
    plan = sold(actor=clerk, at=days_ago(8))
    no(lambda: manager_till.act(cancelling(plan), {"reason": "Changed her mind"}), 409, "free_look_over")
    answer = manager_till.act(cancelling(plan), {"reason": "Phone came back", "ground": "phone_returned"})
    assert said(answer)["status"] == "cancelled"


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "  "}, {"reason": None}])
def test_a_cancellation_needs_a_reason(plan, manager_till, body):
    no(lambda: manager_till.act(cancelling(plan), body), 422, "reason_required", "reason")


@pytest.mark.parametrize(
    ("body", "field"),
    [({"reason": "x", "ground": "mood"}, "ground"), ({"reason": 5}, "reason"), ({"reason": "x", "status": "active"}, "status")],
)
def test_a_cancellation_has_its_fields_and_no_others(plan, manager_till, body, field):
    no(lambda: manager_till.act(cancelling(plan), body), 422, "invalid", field)


def test_a_claim_keeps_a_plan_from_being_cancelled(plan, manager_till):
    row = Plan.objects.get()
    hold(plan_id=row.pk, percent=70, through=date(2027, 5, 6))
    no(lambda: manager_till.act(cancelling(plan), {"reason": "Changed her mind"}), 409, "claim_open")


def test_only_the_selling_store_s_manager_cancels(plan, nobody, till, other_till, other_manager_till, head_office_till, auditor_till):
    for stranger in (till, other_till, other_manager_till, head_office_till, auditor_till):
        no(lambda who=stranger: who.act(cancelling(plan), {"reason": "x"}), 403, "forbidden")
    no(lambda: nobody.act(cancelling(plan), {"reason": "x"}), 401, "unauthenticated")
    no(lambda: other_manager_till.act(cancelling({"number": "0000-0000-000"}), {"reason": "x"}), 404, "not_found")


def test_a_change_needs_a_key(plan, waiting, manager_till):
    no(lambda: manager_till.post(cancelling(plan), {"reason": "x"}), 422, "invalid", "Idempotency-Key")
    no(lambda: manager_till.post(paying(waiting), {"reference": UTR}), 422, "invalid", "Idempotency-Key")


def test_a_sale_waiting_for_upi_is_pending_and_has_no_invoice(waiting):
    assert (waiting["status"], waiting["value_status"], waiting["invoice"]) == ("pending", "pending", None)


def test_the_payment_arrives(waiting, till):
    key = new_key()
    answer = till.act(paying(waiting), {"reference": "7123 0411 8826"}, key=key)
    assert answer.status_code == 200, answer.content
    plan = said(answer)
    assert (plan["status"], plan["value_status"], plan["invoice"]["number"]) == ("active", "waiting", "DL01/I27/00001")
    assert till.act(paying(waiting), {"reference": "7123 0411 8826"}, key=key).content == answer.content
    no(lambda: till.act(paying(waiting), {"reference": "712304118827"}), 409, "plan_not_live")


@pytest.mark.parametrize(
    ("reference", "code"), [("", "reference_invalid"), ("12345", "reference_invalid"), ("७१२३०४११८८२६", "reference_invalid")]
)
def test_a_payment_needs_its_utr(waiting, till, reference, code):
    no(lambda: till.act(paying(waiting), {"reference": reference}), 422, code, "reference")


def test_a_utr_of_the_day_serves_once(waiting, till):
    till.sell(sale(payments=[{"method": "upi", "amount": "549.00", "reference": UTR}]))
    no(lambda: till.act(paying(waiting), {"reference": UTR}), 422, "reference_used", "reference")


def test_yesterday_s_sale_is_not_paid_today(clerk, till):
    plan = sold(actor=clerk, at=days_ago(1), tenders=[cash("300"), upi(amount="249")])
    no(lambda: till.act(f"{PLANS}{plan.number}/payment/", {"reference": UTR}), 409, "plan_not_live")


def test_another_store_takes_no_payment_for_it(waiting, other_till, head_office_till, auditor_till, nobody):
    for stranger in (other_till, head_office_till, auditor_till):
        no(lambda who=stranger: who.act(paying(waiting), {"reference": UTR}), 403, "forbidden")
    no(lambda: nobody.act(paying(waiting), {"reference": UTR}), 401, "unauthenticated")
    no(lambda: other_till.act(paying({"number": "hello"}), {"reference": UTR}), 404, "not_found")


def test_a_pending_plan_is_cancelled_without_a_credit_note(waiting, manager_till):
    cancelled = said(manager_till.act(cancelling(waiting), {"reason": "She left"}))
    assert (cancelled["status"], cancelled["invoice"], cancelled["credit_note"]) == ("cancelled", None, None)
