"""A plan given to another person through the API: two codes, one act, and every refusal changes nothing."""

from __future__ import annotations

import pytest

from tests.factories.codes import another, newest_code
from tests.factories.life import allowing_transfer
from tests.factories.plans import TODAY
from tests.interfaces.api.till import GONE, PLANS, new_key, refused, said, sale, traces
from upgrade_program.customers.models import Consent
from upgrade_program.messaging.models import Message
from upgrade_program.otp.models import Challenge
from upgrade_program.plans.models import HolderChange, Plan
from upgrade_program.plans.services import hold

pytestmark = pytest.mark.django_db
MEENA = {"mobile": "98330 12345", "name": "Meena Joshi"}


@pytest.fixture
def plan(till):
    sold = said(till.sell(sale()))
    allowing_transfer(Plan.objects.get())
    return sold


def codes_of(plan, till, **to):
    """Both codes, as the two read them out."""
    path = f"{PLANS}{plan['number']}/otp/"
    assert till.post(path, {"act": "transfer"}).status_code == 202
    giving = newest_code()
    answer = till.post(path, {"act": "transfer", "customer": MEENA | to})
    assert (answer.status_code, said(answer)["sent_to"]) == (202, "98••• ••345")
    return {"otp": giving, "new_otp": newest_code()}


def body(codes, consent=1, **changes):
    customer = MEENA | ({} if consent is GONE else {"consent": {"text_version": consent}}) | changes.pop("customer", {})
    return {"customer": customer, "reason": "The phone was sold to her", **codes} | changes


def giving(plan, till, given, key=""):
    return till.act(f"{PLANS}{plan['number']}/transfer/", given, key=key)


def state():
    """Everything but the count of wrong tries."""
    return traces(), list(Plan.objects.values()), list(Challenge.objects.order_by("pk").values("id", "used_at", "superseded"))


def no(act, status, code, field=None):
    before = state()
    problem = refused(act(), status, code, field)
    assert state() == before
    return problem


def test_two_codes_give_the_plan_to_another_person(plan, till):
    before = Plan.objects.values().get()
    codes = codes_of(plan, till, language="hi")
    given, key = body(codes, customer={"language": "hi"}), new_key()
    first = giving(plan, till, given, key)
    assert first.status_code == 200, first.content
    assert said(first)["customer"] == {"name": "Meena Joshi", "mobile": "98••• ••345"}
    assert {name: said(first)[name] for name in ("tiers", "expires_on", "imei", "invoice")} == {
        name: plan[name] if name != "imei" else said(first)["imei"] for name in ("tiers", "expires_on", "imei", "invoice")
    }
    now = Plan.objects.values().get()
    assert {name for name in now if now[name] != before[name]} == {"customer_id", "customer_name", "customer_language"}
    moved = Plan.objects.get()
    assert (moved.customer.mobile, moved.customer_language, HolderChange.objects.get().kind) == ("+919833012345", "hi", "transfer")
    assert Consent.objects.get(customer=moved.customer).text.language == "hi"
    assert list(Message.objects.filter(template="otp.code").order_by("id").values_list("address", "language")) == [
        ("+919810455421", "en"),
        ("+919833012345", "hi"),
    ]
    after = state()
    again = giving(plan, till, given, key)
    assert (again.content, again["Idempotent-Replayed"], state()) == (first.content, "true", after)
    no(lambda: giving(plan, till, body(codes, reason="x"), key), 409, "idempotency_mismatch")
    no(lambda: giving(plan, till, given), 422, "nothing_changes", "customer.mobile")


def test_what_is_wrong_in_the_body_is_told_at_its_field(plan, till):
    codes = codes_of(plan, till)
    for changes, code, field in (
        ({"customer": {"mobile": "123"}}, "mobile_invalid", "customer.mobile"),
        ({"customer": {"name": "7"}}, "invalid", "customer.name"),
        ({"customer": {"language": "ta"}}, "invalid", "customer.language"),
        ({"customer": {"email": "m@example.in"}}, "invalid", "customer.email"),
        ({"reason": " "}, "reason_required", "reason"),
        ({"act": "transfer"}, "invalid", "act"),
        ({"consent": GONE}, "consent_missing", "customer.consent"),
        ({"consent": 99}, "consent_missing", "customer.consent"),
    ):
        no(lambda changes=changes: giving(plan, till, body(codes, **changes)), 422, code, field)
    assert giving(plan, till, body(codes)).status_code == 200, "a refused act leaves both codes good"


def test_both_codes_are_needed_and_each_is_told_of_at_its_own_field(plan, till, manager_till):
    no(lambda: giving(plan, till, body({"otp": "123456", "new_otp": "123456"})), 403, "otp_expired", "otp")
    codes = codes_of(plan, till)
    for wrong, code, field in (
        ({"otp": ""}, "otp_wrong", "otp"),
        ({"new_otp": ""}, "otp_wrong", "new_otp"),
        ({"otp": another(codes["otp"])}, "otp_wrong", "otp"),
        ({"new_otp": another(codes["new_otp"])}, "otp_wrong", "new_otp"),
        ({"customer": {"name": "Somebody Else"}}, "otp_expired", "new_otp"),
        ({"customer": {"mobile": "98330 12346"}}, "otp_expired", "new_otp"),
    ):
        given = body(codes) | {name: value for name, value in wrong.items() if name != "customer"}
        given["customer"] |= wrong.get("customer", {})
        no(lambda given=given: giving(plan, till, given), 403, code, field)
    no(lambda: giving(plan, manager_till, body(codes)), 403, "otp_expired", "otp")  # bound to the person who asked for them
    assert giving(plan, till, body(codes)).status_code == 200


def test_only_the_selling_stores_staff_give_it(plan, till, nobody, other_till, other_manager_till, head_office_till, auditor_till):
    codes = codes_of(plan, till)
    for stranger in (other_till, other_manager_till, head_office_till, auditor_till):
        no(lambda who=stranger: giving(plan, who, body(codes)), 403, "forbidden")
        no(lambda who=stranger: who.post(f"{PLANS}{plan['number']}/otp/", {"act": "transfer", "customer": MEENA}), 403, "forbidden")
    no(lambda: giving(plan, nobody, body(codes)), 401, "unauthenticated")
    no(lambda: giving({"number": "0000-0000-000"}, till, body(codes)), 404, "not_found")


def test_what_the_plan_refuses_is_said_before_a_code_is_looked_at(plan, till):
    codes = codes_of(plan, till)
    no(lambda: giving(plan, till, body(codes, customer={"mobile": "98104 55421"})), 422, "nothing_changes", "customer.mobile")
    hold(plan_id=Plan.objects.get().pk, percent=70, through=TODAY)
    no(lambda: giving(plan, till, body(codes)), 409, "claim_open")
    other = said(till.sell(sale()))
    no(lambda: giving(other, till, body(codes)), 409, "transfer_not_allowed", "act")
    asking = {"act": "transfer", "customer": MEENA}
    no(lambda: till.post(f"{PLANS}{other['number']}/otp/", asking), 409, "transfer_not_allowed", "act")
    pending = said(till.sell(sale(payments=[{"method": "cash", "amount": "300.00"}, {"method": "upi", "amount": "249.00"}])))
    allowing_transfer(Plan.objects.get(status="pending"))
    no(lambda: giving(pending, till, body(codes)), 409, "plan_not_live")


def test_a_code_for_a_cancellation_goes_to_nobody_else(plan, manager_till):
    path = f"{PLANS}{plan['number']}/otp/"
    no(lambda: manager_till.post(path, {"act": "cancel", "customer": MEENA}), 422, "invalid", "customer")
    no(lambda: manager_till.post(path, {"act": "transfer", "customer": {"mobile": "1", "name": "Meena"}}), 422, "mobile_invalid")
