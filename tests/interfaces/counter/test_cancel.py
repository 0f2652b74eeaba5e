"""Cancelling at the counter: a manager, a ground, a reason, the customer's code; every no stands on the page and changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.codes import another, asked_code, cancelled, newest_code
from tests.factories.plans import TODAY, days_ago, sold, upi
from tests.interfaces.counter.pages import error_at, stands_in, text_of, value_of
from upgrade_program.messaging.models import Message
from upgrade_program.otp.models import Challenge
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import hold

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(clerk, phone):
    return sold(actor=clerk, variant=phone)


def address(plan):
    return f"/counter/plans/{plan.number}/cancel/"


def sending(**typed):
    return {"ground": "free_look", "reason": "", "act": "send"} | typed


def test_a_manager_cancels_within_the_free_look(plan, manager_client):
    page = manager_client.get(address(plan)).content.decode()
    assert "DL01/I27/00001" in text_of(page)
    assert 'value="free_look" checked' in " ".join(page.split())
    manager_client.post(address(plan), sending())
    answer = manager_client.post(address(plan), {"ground": "free_look", "reason": "changed their mind", "otp": newest_code()})
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
    assert "A claim or a reservation holds the plan through 6 May 2027" in text_of(manager_client.get(address(plan)).content.decode())
    answer = manager_client.post(address(plan), {"ground": "free_look", "reason": "x"})
    assert answer.status_code == 422
    assert "A claim, or what the customer reserved online, holds this plan through 6 May 2027." in text_of(answer.content.decode())
    assert (traces(), Plan.objects.get().status) == (before, "active")


def test_a_second_press_says_it_is_done(plan, manager, manager_client, traces):
    cancelled(plan, actor=manager)
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
    assert client.post(address(plan), sending()).status_code == 403
    assert (traces(), Plan.objects.get().status) == (before, "active")
    assert not Challenge.objects.exists()


def test_before_a_code_is_sent_the_page_says_where_it_would_go(plan, manager_client):
    words = text_of(manager_client.get(address(plan)).content.decode())
    assert "a code, which goes to their mobile 98••• ••421 and names this plan and ₹549 back" in words
    assert "Send the code" in words


def test_a_sent_code_is_told_with_its_times_and_what_was_typed_stays(plan, manager_client):
    answer = manager_client.post(address(plan), sending(ground="free_look", reason="changed their mind"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "A code is on its way to 98••• ••421 . It is good until 11:47, for this plan and for you alone." in text_of(page)
    assert "Another can be sent from 11:42:30." in text_of(page)
    assert value_of(page, "reason") == "changed their mind"
    assert not stands_in(page, newest_code())
    assert Message.objects.get(template="otp.code").slots["plan"] == plan.written
    assert "A code is on its way" in text_of(manager_client.get(address(plan)).content.decode())


def test_the_chosen_ground_stays_while_a_code_is_sent(plan, manager_client):
    page = " ".join(manager_client.post(address(plan), sending(ground="store_error")).content.decode().split())
    assert 'value="store_error" checked' in page


def test_a_second_code_too_soon_says_when(plan, manager_client, traces):
    manager_client.post(address(plan), sending())
    before = traces(), Challenge.objects.count()
    answer = manager_client.post(address(plan), sending(reason="changed their mind"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Another code can be sent in 30 seconds." in error_at(page, "otp")
    assert "A code is on its way" in text_of(page)
    assert value_of(page, "reason") == "changed their mind"
    assert (traces(), Challenge.objects.count()) == before


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (lambda code: "", "The customer's code is needed. Send it to their phone and type what they read out."),
        (lambda code: code[:5], "A code has six digits, 0 to 9."),
        (another, "This is not the code that was sent. Ask the customer to read it out again: 4 tries left."),
    ],
)
def test_a_wrong_code_stands_at_its_field_with_what_was_typed(plan, manager_client, traces, typed, words):
    manager_client.post(address(plan), sending())
    before, text = traces(), typed(newest_code())
    answer = manager_client.post(address(plan), {"ground": "free_look", "reason": "changed their mind", "otp": text})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in error_at(page, "otp")
    assert (value_of(page, "otp"), value_of(page, "reason")) == (text, "changed their mind")
    assert (traces(), Plan.objects.get().status) == (before, "active")


def test_after_five_wrong_codes_the_right_one_is_refused_too(plan, manager_client, traces):
    manager_client.post(address(plan), sending())
    code, before = newest_code(), traces()
    for step in range(1, 6):
        page = manager_client.post(address(plan), {"ground": "free_look", "reason": "x", "otp": another(code, step)}).content.decode()
    assert "for the fifth time" in error_at(page, "otp")
    page = manager_client.post(address(plan), {"ground": "free_look", "reason": "x", "otp": code}).content.decode()
    assert "Five wrong codes were given" in error_at(page, "otp")
    assert "A code is on its way" not in text_of(page)
    assert (traces(), Plan.objects.get().status) == (before, "active")


def test_enter_in_a_field_tries_to_cancel_and_sends_nothing(plan, manager_client):
    """Without scripts Enter presses the first button of the form."""
    page = manager_client.get(address(plan)).content.decode()
    form = page[page.index('<form method="post" class="group') :]
    assert form.index('value="cancel"') < form.index('value="send"')


def test_a_code_asked_for_at_the_till_serves_here_too(plan, manager, manager_client):
    code = asked_code(plan, actor=manager)
    assert manager_client.post(address(plan), {"ground": "free_look", "reason": "x", "otp": f"{code[:3]} {code[3:]}"}).status_code == 302


@pytest.mark.parametrize("ground", ["phone_returned", "store_error"])
def test_other_grounds_need_no_code(plan, manager_client, ground):
    assert manager_client.post(address(plan), {"ground": ground, "reason": "as said"}).status_code == 302
    assert not Challenge.objects.exists()


def test_a_code_is_offered_only_where_one_is_needed(clerk, phone, manager_client):
    for plan in (sold(actor=clerk, variant=phone, at=days_ago(30)), sold(actor=clerk, variant=phone, tenders=[upi()])):
        assert 'name="otp"' not in manager_client.get(address(plan)).content.decode()
        page = manager_client.post(address(plan), sending(ground="store_error")).content.decode()
        assert "free look ended" in text_of(page) or "needs no code" in text_of(page)
    assert not Challenge.objects.exists()
