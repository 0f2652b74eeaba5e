"""The consent to a plan withdrawn and given again through the API: one code, one act, and every refusal changes nothing."""

from __future__ import annotations

import pytest

from tests.factories.codes import another, newest_code
from tests.interfaces.api.till import PLANS, new_key, refused, said, sale, traces
from upgrade_program.customers.models import Consent, PlanWithdrawal
from upgrade_program.otp.models import Challenge
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import is_silent

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(till):
    return said(till.sell(sale()))


def code_of(plan, till, act="withdraw_consent"):
    answer = till.post(f"{PLANS}{plan['number']}/otp/", {"act": act})
    assert (answer.status_code, said(answer)["sent_to"]) == (202, "98••• ••421")
    return newest_code()


def saying(plan, till, given, key=""):
    return till.act(f"{PLANS}{plan['number']}/consent/", given, key=key)


def withdrawn(plan, till):
    assert saying(plan, till, {"word": "withdraw", "otp": code_of(plan, till)}).status_code == 200


def state():
    """Everything but the count of wrong tries."""
    return traces(), list(PlanWithdrawal.objects.values()), list(Challenge.objects.order_by("pk").values("id", "used_at", "superseded"))


def no(act, status, code, field=None):
    before = state()
    problem = refused(act(), status, code, field)
    assert state() == before
    return problem


def silent():
    return is_silent(Plan.objects.get())


def test_another_stores_till_withdraws_it_once(plan, other_till):
    given, key = {"word": "withdraw", "otp": code_of(plan, other_till)}, new_key()
    first = saying(plan, other_till, given, key)
    assert first.status_code == 200, first.content
    assert (said(first)["consent"], said(first)["status"], silent()) == ("withdrawn", "active", True)
    after = state()
    again = saying(plan, other_till, given, key)
    assert (again.content, again["Idempotent-Replayed"], state()) == (first.content, "true", after)
    no(lambda: saying(plan, other_till, given | {"otp": "123456"}, key), 409, "idempotency_mismatch")
    no(lambda: saying(plan, other_till, given), 422, "nothing_changes")
    no(lambda: other_till.post(f"{PLANS}{plan['number']}/otp/", {"act": "withdraw_consent"}), 422, "nothing_changes")


def test_it_is_given_again_to_the_words_in_force(plan, till):
    withdrawn(plan, till)
    given = {"word": "agree", "otp": code_of(plan, till, "agree_again")}
    no(lambda: saying(plan, till, given), 422, "consent_missing", "consent")
    no(lambda: saying(plan, till, given | {"consent": {"text_version": 99}}), 422, "consent_missing", "consent")
    no(lambda: saying(plan, till, given | {"consent": {"text_version": 1, "language": "ta"}}), 422, "invalid", "consent.language")
    answer = saying(plan, till, given | {"consent": {"text_version": 1, "language": "hi"}})
    assert (answer.status_code, said(answer)["consent"], silent()) == (200, "given", False)
    assert Consent.objects.latest("id").text.language == "hi"
    no(lambda: till.post(f"{PLANS}{plan['number']}/otp/", {"act": "agree_again"}), 422, "nothing_changes")


def test_what_is_wrong_in_the_body_is_told_at_its_field(plan, till):
    code = code_of(plan, till)
    for given, code_said, field in (
        ({"otp": code}, "invalid", "word"),
        ({"word": "forget", "otp": code}, "invalid", "word"),
        ({"word": "withdraw", "otp": code, "consent": {"text_version": 1}}, "invalid", "consent"),
        ({"word": "withdraw", "otp": code, "reason": "x"}, "invalid", "reason"),
    ):
        no(lambda given=given: saying(plan, till, given), 422, code_said, field)
    assert saying(plan, till, {"word": "withdraw", "otp": code}).status_code == 200, "a refused act leaves the code good"


def test_without_the_right_code_nothing_is_said(plan, till, manager_till):
    no(lambda: saying(plan, till, {"word": "withdraw", "otp": "123456"}), 403, "otp_expired", "otp")
    code = code_of(plan, till)
    for wrong in ("", "12", another(code)):
        no(lambda wrong=wrong: saying(plan, till, {"word": "withdraw", "otp": wrong}), 403, "otp_wrong", "otp")
    no(lambda: saying(plan, manager_till, {"word": "withdraw", "otp": code}), 403, "otp_expired", "otp")
    assert not silent()


def test_only_who_stands_at_a_counter_says_it(plan, nobody, head_office_till, auditor_till):
    given = {"word": "withdraw", "otp": "123456"}
    no(lambda: saying(plan, nobody, given), 401, "unauthenticated")
    for office in (head_office_till, auditor_till):
        no(lambda office=office: saying(plan, office, given), 403, "forbidden")
