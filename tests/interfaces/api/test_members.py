"""Members through the API: looked up by mobile in a POST, their journal with each entry's cause."""

from __future__ import annotations

import pytest

from loyalty.members.ids import member_id
from tests.factories.customers import CustomerFactory
from tests.factories.loyalty import member
from tests.factories.plans import AT, sold
from tests.interfaces.api.till import said
from upgrade_program.foundation.outbox.services import deliver_due

pytestmark = pytest.mark.django_db
LOOKUP = "/api/v1/members/lookup/"


@pytest.fixture
def buyer(clerk):
    """Of a plan of ₹549 on a phone of ₹13,999, who joined with it."""
    plan = sold(actor=clerk, loyalty_consent_version=1, customer_name="Farhan Ali")
    deliver_due(at=AT)
    return plan.customer


def test_a_member_by_mobile(buyer, till):
    answer = till.act(LOOKUP, {"mobile": buyer.mobile})
    assert answer.status_code == 200
    assert said(answer) == {
        "id": member_id(buyer.pk),
        "name": "F••• A•••",
        "pending": 189,  # 139 of the phone, 50 of the plan
        "available": 0,
        "held": 0,
        "debt": 0,
        "status": "Member",
        "next_expiry": None,
        "left_on": None,
    }


def test_who_is_unknown_and_who_is_no_member_answer_alike(till):
    answers = [till.act(LOOKUP, {"mobile": mobile}) for mobile in (CustomerFactory().mobile, "+919810400000")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert said(answers[0])["code"] == "not_found"


def test_a_mobile_that_is_none(till):
    answer = till.act(LOOKUP, {"mobile": "12345"})
    assert (answer.status_code, said(answer)["errors"][0]["field"], said(answer)["code"]) == (422, "mobile", "mobile_invalid")


def test_the_journal_newest_first_each_with_its_cause(buyer, clerk, till):
    answer = till.get(f"/api/v1/members/{member_id(buyer.pk)}/entries/")
    assert answer.status_code == 200
    page = said(answer)
    assert (page["next"], page["previous"]) == (None, None)
    phone = next(row for row in page["results"] if row["cause"]["id"].endswith("phone_bill"))
    assert (phone["kind"], phone["points"], phone["why"], phone["store"]) == ("earn", 139, "₹13,999 → 139.99 → 139", "DL01")
    assert phone["change"] == {"pending": 139, "available": 0, "held": 0, "debt": 0}
    assert [row["sequence"] for row in page["results"]] == [2, 1]


def test_a_made_up_id_is_not_there(buyer, till):
    for wrong in (f"m{buyer.pk}", f"m{buyer.pk}-{'A' * 43}", member_id(CustomerFactory().pk)):
        assert till.get(f"/api/v1/members/{wrong}/entries/").status_code == 404
    assert member(name="Somebody Else").pk != buyer.pk
