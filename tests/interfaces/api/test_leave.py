"""The consent to points withdrawn through the API: one code, one act, and every refusal changes nothing."""

from __future__ import annotations

import pytest

from loyalty.members.ids import member_id
from loyalty.programme.models import Withdrawal
from loyalty.programme.queries import is_member
from loyalty.programme.services import join
from tests.customers.erased import erased
from tests.factories.codes import another, newest_code
from tests.factories.customers import CustomerFactory
from tests.factories.loyalty import member
from tests.factories.plans import AT
from tests.interfaces.api.till import new_key, refused, said, traces
from tests.loyalty.spending.purse import given
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.messaging.models import Message
from upgrade_program.otp.models import Challenge

pytestmark = pytest.mark.django_db
MEMBERS = "/api/v1/members/"
WITHDRAW = {"act": "withdraw_consent"}


@pytest.fixture
def asha(db):
    return member(name="Asha Rao", mobile="+919810455421")


def place(customer, act):
    return f"{MEMBERS}{member_id(customer.pk)}/{act}/"


def code_of(customer, till):
    answer = till.post(place(customer, "otp"), WITHDRAW)
    assert (answer.status_code, said(answer)["sent_to"]) == (202, "98••• ••421")
    return newest_code()


def saying(customer, till, body, key=""):
    return till.act(place(customer, "consent"), body, key=key)


def word(otp):
    return {"word": "withdraw", "otp": otp}


def state():
    """Everything but the count of wrong tries."""
    return traces(), list(Withdrawal.objects.values()), list(Challenge.objects.order_by("pk").values("id", "used_at", "superseded"))


def no(act, status, code, field=None):
    before = state()
    problem = refused(act(), status, code, field)
    assert state() == before
    return problem


def test_another_stores_till_withdraws_it_once(asha, other_till, other_clerk):
    given(asha, 1250)
    body, key = word(code_of(asha, other_till)), new_key()
    first = saying(asha, other_till, body, key)
    assert first.status_code == 200, first.content
    told = said(first)
    assert (told["id"], told["name"], told["available"]) == (member_id(asha.pk), "A••• R•••", 1250)
    assert (told["consent"], told["left_on"], is_member(asha.pk)) == ("withdrawn", "2027-05-03", False)
    row, trail = Withdrawal.objects.get(), AuditRow.objects.get(verb="loyalty.left")
    assert (row.store_id, row.staff_id, trail.actor_id) == (other_clerk.store_id, other_clerk.staff_id, other_clerk.staff_id)
    after = state()
    again = saying(asha, other_till, body, key)
    assert (again.content, again["Idempotent-Replayed"], state()) == (first.content, "true", after)
    no(lambda: saying(asha, other_till, body | {"otp": "123456"}, key), 409, "idempotency_mismatch")
    no(lambda: saying(asha, other_till, body), 422, "nothing_changes")
    no(lambda: other_till.post(place(asha, "otp"), WITHDRAW), 422, "nothing_changes")


def test_every_till_reads_of_who_left_until_they_join_again(asha, clerk, till, other_till):
    given(asha, 1250)
    look = {"mobile": asha.mobile}
    assert said(other_till.post(f"{MEMBERS}lookup/", look))["left_on"] is None
    assert saying(asha, till, word(code_of(asha, till))).status_code == 200
    told = said(other_till.post(f"{MEMBERS}lookup/", look))
    assert (told["id"], told["available"], told["left_on"]) == (member_id(asha.pk), 1250, "2027-05-03")
    paying = look | {"amount": "500.00", "price": "5000.00"}
    problem = no(lambda: till.post(f"{MEMBERS}otp/", paying), 409, "points_insufficient", "payments")
    assert "has left the loyalty programme" in problem["detail"]
    join(customer=asha, text_version=1, language="en", actor=clerk, at=AT)
    assert said(other_till.post(f"{MEMBERS}lookup/", look))["left_on"] is None


def test_the_same_request_sends_one_code(asha, till):
    key = new_key()
    answers = [till.act(place(asha, "otp"), WITHDRAW, key=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].content == answers[1].content
    assert Message.objects.get(template="otp.leave").address == asha.mobile


def test_too_many_codes_are_refused_with_when_to_ask_again(asha, till):
    code_of(asha, till)
    before = state()
    answer = till.post(place(asha, "otp"), WITHDRAW)
    assert (answer.status_code, said(answer)["code"], state()) == (429, "otp_limit", before)
    assert int(answer["Retry-After"]) > 0


def test_what_is_wrong_in_the_body_is_told_at_its_field(asha, till):
    code = code_of(asha, till)
    for body, field in (({"otp": code}, "word"), ({"word": "agree", "otp": code}, "word"), (word(code) | {"reason": "x"}, "reason")):
        no(lambda body=body: saying(asha, till, body), 422, "invalid", field)
    for body, field in (({}, "act"), ({"act": "agree_again"}, "act"), (WITHDRAW | {"mobile": "x"}, "mobile")):
        no(lambda body=body: till.post(place(asha, "otp"), body), 422, "invalid", field)
    no(lambda: till.post(place(asha, "consent"), word(code)), 422, "invalid", "Idempotency-Key")
    assert saying(asha, till, word(code)).status_code == 200, "a refused act leaves the code good"


def test_without_the_right_code_nothing_is_withdrawn(asha, till, manager_till):
    no(lambda: saying(asha, till, word("123456")), 403, "otp_expired", "otp")
    code = code_of(asha, till)
    for wrong in ("", "12", another(code)):
        no(lambda wrong=wrong: saying(asha, till, word(wrong)), 403, "otp_wrong", "otp")
    no(lambda: saying(asha, manager_till, word(code)), 403, "otp_expired", "otp")
    assert is_member(asha.pk)


def test_who_never_joined_and_who_is_erased_are_not_there(asha, till, manager, head_office):
    erased(asha, asker=manager, granter=head_office)
    for nobody in (CustomerFactory(), asha):
        no(lambda nobody=nobody: till.post(place(nobody, "otp"), WITHDRAW), 404, "not_found")
        no(lambda nobody=nobody: saying(nobody, till, word("123456")), 404, "not_found")


def test_only_who_stands_at_a_counter_asks_and_says_it(asha, nobody, head_office_till, auditor_till):
    no(lambda: saying(asha, nobody, word("123456")), 401, "unauthenticated")
    no(lambda: nobody.post(place(asha, "otp"), WITHDRAW), 401, "unauthenticated")
    for office in (head_office_till, auditor_till):
        no(lambda office=office: saying(asha, office, word("123456")), 403, "forbidden")
        no(lambda office=office: office.post(place(asha, "otp"), WITHDRAW), 403, "forbidden")
