"""The customer's code: sent for a cancellation in the free look, compared there, good for one."""

from __future__ import annotations

import pytest

from tests.factories.codes import another, newest_code
from tests.factories.life import allowing_transfer
from tests.factories.plans import AT, days_ago, sold
from tests.factories.stores import PostingFactory
from tests.interfaces.api.till import PLANS, code_for, new_key, refused, said, sale, till_of, traces
from tests.interfaces.counter.pages import stands_in
from upgrade_program.foundation.requests.models import Request
from upgrade_program.messaging.models import Message
from upgrade_program.otp.models import Challenge
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import hold

pytestmark = pytest.mark.django_db
CANCEL = {"act": "cancel"}
PENDING = [{"method": "cash", "amount": "300.00"}, {"method": "upi", "amount": "249.00"}]


@pytest.fixture
def plan(till):
    return said(till.sell(sale()))


def asking(plan):
    return f"{PLANS}{plan['number']}/otp/"


def cancelling(plan):
    return f"{PLANS}{plan['number']}/cancel/"


def reason(otp=None, **more):
    return {"reason": "Changed her mind"} | ({} if otp is None else {"otp": otp}) | more


def state():
    return traces(), list(Plan.objects.order_by("pk").values()), list(Challenge.objects.order_by("pk").values())


def no(answer_of, status, code, field=None):
    before = state()
    problem = refused(answer_of(), status, code, field)
    assert state() == before
    return problem


def wrong(answer_of, code="otp_wrong"):
    """Refused, and of all rows only the try is another."""
    before = state()
    refused(answer_of(), 403, code, "otp")
    counts, plans, challenges = state()
    tries = [row.pop("tries") for row in challenges]
    earlier = [row.pop("tries") for row in before[2]]
    assert (counts, plans, challenges) == before
    return sum(tries) - sum(earlier)


def test_a_manager_has_a_code_sent_to_the_customer(plan, manager_till):
    answer = manager_till.post(asking(plan), CANCEL)
    assert answer.status_code == 202
    assert said(answer) == {
        "sent_to": "98••• ••421",
        "expires_at": "2027-05-03T11:47:00+05:30",
        "resend_at": "2027-05-03T11:42:30+05:30",
    }
    message = Message.objects.get(template="otp.code")
    assert message.address == "+919810455421"
    assert message.slots == {"act": "Cancel the plan", "amount": "₹549 back", "plan": plan["number"], "minutes": "5"}
    assert not stands_in(answer.content.decode(), newest_code())


def test_the_message_speaks_the_customer_s_language(till, manager_till):
    manager_till.post(asking(said(till.sell(sale(customer__language="hi")))), CANCEL)
    message = Message.objects.get(template="otp.code")
    assert (message.language, message.slots["act"], message.slots["amount"]) == ("hi", "प्लान रद्द करना", "₹549 वापस")


@pytest.mark.parametrize("otp", [None, "", "  ", "12345", "1234567", "abcdef", "१२३४५६"])
def test_without_a_code_of_six_digits_nothing_is_cancelled_and_no_try_counted(plan, manager_till, otp):
    code_for(plan, manager_till)
    no(lambda: manager_till.act(cancelling(plan), reason(otp)), 403, "otp_wrong", "otp")


def test_a_wrong_code_is_counted_and_changes_nothing_else(plan, manager_till):
    code = code_for(plan, manager_till)
    assert wrong(lambda: manager_till.act(cancelling(plan), reason(another(code)))) == 1
    assert manager_till.act(cancelling(plan), reason(code)).status_code == 200


def test_the_right_code_after_five_wrong_ones_is_refused(plan, manager_till):
    code = code_for(plan, manager_till)
    for step in range(1, 6):
        assert wrong(lambda step=step: manager_till.act(cancelling(plan), reason(another(code, step)))) == 1
    no(lambda: manager_till.act(cancelling(plan), reason(code)), 403, "otp_expired", "otp")


def test_a_code_nobody_asked_for_an_old_one_and_a_replaced_one_count_no_more(plan, manager_till, clock):
    no(lambda: manager_till.act(cancelling(plan), reason("123456")), 403, "otp_expired", "otp")
    first = code_for(plan, manager_till)
    clock.shift(40)
    second = code_for(plan, manager_till)
    assert wrong(lambda: manager_till.act(cancelling(plan), reason(first if first != second else another(first)))) == 1
    clock.shift(300)
    no(lambda: manager_till.act(cancelling(plan), reason(second)), 403, "otp_expired", "otp")


def test_a_code_is_good_for_its_plan_and_its_manager_only(plan, till, manager_till, store):
    other = said(till.sell(sale(phone_invoice__number="TI/27/99999")))
    code = code_for(plan, manager_till)
    no(lambda: manager_till.act(cancelling(other), reason(code)), 403, "otp_expired", "otp")
    colleague = PostingFactory(store=store, role="manager").staff
    no(lambda: till_of(colleague).act(cancelling(plan), reason(code)), 403, "otp_expired", "otp")


def test_what_the_plan_refuses_is_said_before_the_code_is_looked_at(plan, clerk, manager_till, till, clock):
    """So that no try is lost on it."""
    code = code_for(plan, manager_till)
    no(lambda: manager_till.act(cancelling(plan), {"otp": another(code)}), 422, "reason_required", "reason")
    no(lambda: till.act(cancelling(plan), reason(another(code))), 403, "forbidden")
    hold(plan_id=Plan.objects.get().pk, percent=70, through=AT.date())
    no(lambda: manager_till.act(cancelling(plan), reason(another(code))), 409, "claim_open")
    old = sold(actor=clerk, at=days_ago(8))
    no(lambda: manager_till.act(cancelling({"number": old.number}), reason(another(code))), 409, "free_look_over")


def test_a_refused_act_leaves_the_code_good(plan, manager_till):
    code = code_for(plan, manager_till)
    no(lambda: manager_till.act(cancelling(plan), {"otp": code}), 422, "reason_required", "reason")
    assert manager_till.act(cancelling(plan), reason(code)).status_code == 200


@pytest.mark.parametrize("ground", ["phone_returned", "store_error"])
def test_a_returned_phone_and_a_mistake_of_the_store_need_no_code(plan, manager_till, ground):
    assert said(manager_till.act(cancelling(plan), reason(ground=ground)))["status"] == "cancelled"


def test_the_first_answer_comes_again_although_the_code_is_used_and_old(plan, manager_till, clock):
    key, body = new_key(), reason(code_for(plan, manager_till))
    first = manager_till.act(cancelling(plan), body, key=key)
    for _ in range(3):
        before = state()
        again = manager_till.act(cancelling(plan), body, key=key)
        assert (again.status_code, again.content, again["Idempotent-Replayed"]) == (200, first.content, "true")
        assert state() == before
        clock.shift(400)
    no(lambda: manager_till.act(cancelling(plan), reason(body["otp"])), 409, "plan_not_live")
    no(lambda: manager_till.act(cancelling(plan), reason("000000"), key=key), 409, "idempotency_mismatch")


def test_a_refused_body_may_be_corrected_under_the_same_key(plan, manager_till):
    key, code = new_key(), code_for(plan, manager_till)
    wrong(lambda: manager_till.act(cancelling(plan), reason(another(code)), key=key))
    assert manager_till.act(cancelling(plan), reason(code), key=key).status_code == 200


def test_codes_are_limited_and_the_wait_is_told(plan, manager_till, clock):
    assert manager_till.post(asking(plan), CANCEL).status_code == 202
    clock.shift(10)
    before = state()
    answer = manager_till.post(asking(plan), CANCEL)
    problem = refused(answer, 429, "otp_limit", "otp")
    assert (answer["Retry-After"], problem["detail"]) == ("20", "Another code can be sent in 20 seconds.")
    assert state() == before
    for _ in range(4):
        clock.shift(30)
        assert manager_till.post(asking(plan), CANCEL).status_code == 202
    clock.shift(30)
    answer = manager_till.post(asking(plan), CANCEL)
    refused(answer, 429, "otp_limit", "otp")
    assert 3400 < int(answer["Retry-After"]) < 3600


def test_a_retried_request_sends_one_code(plan, manager_till):
    key = new_key()
    answers = [manager_till.act(asking(plan), CANCEL, key=key) for _ in range(3)]
    assert {(answer.status_code, answer.content) for answer in answers} == {(202, answers[0].content)}
    assert Message.objects.filter(template="otp.code").count() == 1


def test_only_the_selling_store_s_manager_asks(plan, nobody, till, other_till, other_manager_till, head_office_till, auditor_till):
    for stranger in (till, other_till, other_manager_till, head_office_till, auditor_till):
        no(lambda who=stranger: who.post(asking(plan), CANCEL), 403, "forbidden")
    no(lambda: nobody.post(asking(plan), CANCEL), 401, "unauthenticated")
    no(lambda: other_manager_till.post(asking({"number": "0000-0000-000"}), CANCEL), 404, "not_found")


@pytest.mark.parametrize(
    ("body", "field"), [({}, "act"), ({"act": "give"}, "act"), ({"act": 5}, "act"), ({"act": "cancel", "mobile": "x"}, "mobile")]
)
def test_an_act_is_named_and_nothing_else(plan, manager_till, body, field):
    no(lambda: manager_till.post(asking(plan), body), 422, "invalid", field)


def test_no_code_is_sent_where_none_is_asked_for(clerk, till, manager_till):
    pending = said(till.sell(sale(payments=PENDING)))
    no(lambda: manager_till.post(asking(pending), CANCEL), 409, "otp_not_needed", "act")
    old = sold(actor=clerk, at=days_ago(8))
    no(lambda: manager_till.post(asking({"number": old.number}), CANCEL), 409, "free_look_over")
    Plan.objects.filter(pk=old.pk).update(status="expired")
    no(lambda: manager_till.post(asking({"number": old.number}), CANCEL), 409, "plan_not_live")


def test_answers_kept_for_replays_hold_no_code(plan, manager_till):
    key = new_key()
    manager_till.act(asking(plan), CANCEL, key=key)
    code = newest_code()
    manager_till.act(cancelling(plan), reason(code))
    assert Request.objects.count() == 3
    assert not any(stands_in(row.answer, code) for row in Request.objects.all())


# --- transfer: off in the first terms


def test_a_code_for_a_transfer_is_refused_where_the_terms_know_none(till, plan):
    no(lambda: till.act(asking(plan), {"act": "transfer"}), 409, "transfer_not_allowed", "act")


def test_where_they_allow_it_the_present_holder_gets_the_code(till, plan):
    allowing_transfer(Plan.objects.get())
    sent = said(till.act(asking(plan), {"act": "transfer"}))
    message = Message.objects.get(template="otp.code")
    assert (message.address, message.slots["act"]) == ("+919810455421", "Give the plan away")
    assert sent["sent_to"] == "98••• ••421"
