"""Cancelling at the counter: a manager, a ground, a reason; every no stands on the page and changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.plans import AT, TODAY, days_ago, sold, upi
from tests.interfaces.counter.pages import error_at, text_of
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import cancel_plan, hold

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(clerk, phone):
    return sold(actor=clerk, variant=phone)


def address(plan):
    return f"/counter/plans/{plan.number}/cancel/"


def test_a_manager_cancels_within_the_free_look(plan, manager_client):
    page = manager_client.get(address(plan)).content.decode()
    assert "DL01/I27/00001" in text_of(page)
    assert 'value="free_look" checked' in " ".join(page.split())
    answer = manager_client.post(address(plan), {"ground": "free_look", "reason": "changed their mind"})
    assert answer.url == f"/counter/plans/{plan.number}/"
    plan.refresh_from_db()
    assert (plan.status, plan.credit_note.number) == ("cancelled", "DL01/C27/00001")


def test_later_there_is_no_free_look_to_choose(clerk, phone, manager_client):
    old = sold(actor=clerk, variant=phone, at=days_ago(30))
    assert 'value="free_look"' not in manager_client.get(address(old)).content.decode()
    assert manager_client.post(address(old), {"ground": "free_look", "reason": "x"}).status_code == 422
    assert manager_client.post(address(old), {"ground": "phone_returned", "reason": "phone came back"}).status_code == 302


def test_a_sale_that_waits_is_given_up_without_a_document(clerk, phone, manager_client):
    plan = sold(actor=clerk, variant=phone, tenders=[upi()])
    assert manager_client.post(address(plan), {"ground": "store_error", "reason": "wrong phone"}).status_code == 302
    plan.refresh_from_db()
    assert (plan.status, plan.credit_note) == ("cancelled", None)


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        ({"ground": "free_look", "reason": "  "}, "reason", "A reason is needed for this. Write in a few words why."),
        ({"ground": "nonsense", "reason": "x"}, "ground", "Select a valid choice."),
        ({"reason": "x"}, "ground", "This field is required."),
    ],
)
def test_a_wrong_form_says_so_at_its_field(plan, manager_client, traces, form, field, words):
    before = traces()
    answer = manager_client.post(address(plan), form)
    assert answer.status_code == 422
    assert words in error_at(answer.content.decode(), field)
    assert (traces(), Plan.objects.get().status) == (before, "active")


def test_a_held_plan_stays(plan, manager_client, traces):
    hold(plan_id=plan.pk, percent=70, through=TODAY + timedelta(days=3))
    before = traces()
    assert "A claim holds the plan through 6 May 2027" in text_of(manager_client.get(address(plan)).content.decode())
    answer = manager_client.post(address(plan), {"ground": "free_look", "reason": "x"})
    assert answer.status_code == 422
    assert "A claim holds this plan through 6 May 2027." in text_of(answer.content.decode())
    assert (traces(), Plan.objects.get().status) == (before, "active")


def test_a_second_press_says_it_is_done(plan, manager, manager_client, traces):
    cancel_plan(plan=plan, reason="x", ground=Ground.FREE_LOOK, actor=manager, at=AT, on=TODAY)
    before = traces()
    answer = manager_client.post(address(plan), {"ground": "free_look", "reason": "x"})
    assert answer.status_code == 422
    assert "This plan is cancelled" in text_of(answer.content.decode())
    assert traces() == before


@pytest.mark.parametrize("who", ["clerk_user", "other_manager_user", "head_office_user", "auditor_user"])
def test_nobody_else_cancels(plan, client_for, request, traces, who):
    client = client_for(request.getfixturevalue(who))
    before = traces()
    assert client.get(address(plan)).status_code == 403
    assert client.post(address(plan), {"ground": "free_look", "reason": "x"}).status_code == 403
    assert (traces(), Plan.objects.get().status) == (before, "active")
