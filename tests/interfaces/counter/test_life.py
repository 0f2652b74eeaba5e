"""The rarer acts on a plan at the counter: suspended and resumed, exchanged in warranty, corrected; every no stands at its field."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.codes import another, newest_code
from tests.factories.life import asked_swap, corrected, suspended, swapped
from tests.factories.plans import AT, TODAY, new_imei, sold
from tests.interfaces.counter.pages import error_at, stands_in, text_of, value_of
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.messaging.models import Message
from upgrade_program.otp.models import Challenge
from upgrade_program.plans.models import Plan, SwapRequest
from upgrade_program.plans.services import hold
from upgrade_program.usecases.exchange import grant_swap

pytestmark = pytest.mark.django_db
PAPER = {"document": "SC/27/0815", "service_centre": "Mi Service Karol Bagh", "reason": "mainboard exchanged"}


@pytest.fixture
def plan(clerk, phone):
    return sold(actor=clerk, variant=phone)


def address(plan, act=""):
    return f"/counter/plans/{plan.number}/{act and f'{act}/'}"


def words_of(client, plan, act=""):
    return text_of(client.get(address(plan, act)).content.decode())


# --- more


def test_each_role_finds_its_acts_behind_more(plan, clerk_client, manager_client, head_office_client, client_for, other_clerk_user):
    buttons = ("Warranty exchange", "Correct name or mobile", "Suspend the plan", "Let the plan go on")
    found = {
        who: tuple(words for words in buttons if words in words_of(client, plan))
        for who, client in (
            ("clerk", clerk_client),
            ("manager", manager_client),
            ("office", head_office_client),
            ("elsewhere", client_for(other_clerk_user)),
        )
    }
    assert found == {"clerk": buttons[:2], "manager": buttons[:3], "office": buttons[2:3], "elsewhere": ()}


def test_a_held_plan_says_why_not(plan, clerk_client):
    hold(plan_id=plan.pk, percent=70, through=TODAY + timedelta(days=3))
    words = words_of(clerk_client, plan)
    assert "A claim or a reservation holds the plan through 6 May 2027. The phone cannot be exchanged meanwhile." in words
    assert "A claim or a reservation holds the plan through 6 May 2027. Mobile and name cannot be corrected meanwhile." in words


# --- suspend and resume


def test_a_manager_suspends_and_resumes_and_the_page_tells_it(plan, manager_client, client_for):
    assert manager_client.post(address(plan, "suspend"), {"ground": "stolen", "reason": "FIR 12/27"}).url == address(plan)
    words = words_of(manager_client, plan)
    assert "Suspended (phone stolen)" in words
    assert "FIR 12/27" in words
    assert "suspended , the dates run on" in words
    assert "Warranty exchange" not in words
    public = text_of(client_for(None).get(f"/p/{plan.links.get().token}/").content.decode())
    assert "This plan rests for now. Ask the store that sold it." in public
    assert manager_client.post(address(plan, "resume"), {"reason": "phone found"}).status_code == 302
    assert "Goes on again" in words_of(manager_client, plan)


@pytest.mark.parametrize(
    ("act", "form", "field"),
    [
        ("suspend", {"ground": "lost", "reason": " "}, "reason"),
        ("suspend", {"ground": "nonsense", "reason": "x"}, "ground"),
        ("suspend", {"reason": "x"}, "ground"),
    ],
)
def test_a_wrong_form_says_so_at_its_field(plan, manager_client, traces, act, form, field):
    before = traces()
    answer = manager_client.post(address(plan, act), form)
    assert answer.status_code == 422
    assert error_at(answer.content.decode(), field)
    assert (traces(), Plan.objects.get().status) == (before, "active")


def test_what_is_not_possible_now_says_so_and_changes_nothing(plan, manager, manager_client, traces):
    before = traces()
    answer = manager_client.post(address(plan, "resume"), {"reason": "x"})
    assert (answer.status_code, traces()) == (422, before)
    assert "This plan is active; this step is no longer possible." in text_of(answer.content.decode())
    suspended(plan, actor=manager)
    before = traces()
    for act in ("suspend", "exchange"):
        answer = manager_client.post(address(plan, act), {"ground": "lost", "reason": "x", "new_imei": new_imei()} | PAPER)
        assert (answer.status_code, traces()) == (422, before)
        assert "This is not possible now." in text_of(answer.content.decode())


@pytest.mark.parametrize("act", ["suspend", "resume", "exchange", "correct"])
def test_strangers_to_the_plan_do_none_of_it(plan, client_for, other_manager_user, auditor_user, traces, act):
    before = traces()
    for user in (other_manager_user, auditor_user):
        client = client_for(user)
        assert client.get(address(plan, act)).status_code == 403
        assert client.post(address(plan, act), {"ground": "lost", "reason": "x"} | PAPER).status_code == 403
    assert traces() == before


# --- warranty exchange


def test_a_clerk_asks_and_the_page_waits_for_a_second_person(plan, clerk_client, manager):
    imei, old = new_imei(), plan.imei
    spaced = f"{imei[:6]} {imei[6:12]} {imei[12:]}"
    assert clerk_client.post(address(plan, "exchange"), PAPER | {"new_imei": spaced}).url == address(plan)
    words = words_of(clerk_client, plan)
    assert "A warranty exchange waits for approval by a second person." in words
    assert f"IMEI ending {imei[-4:]}, paper SC/27/0815" in words
    assert "This is not possible now." in words_of(clerk_client, plan, "exchange")
    grant_swap(actor=manager, approval_id=Approval.objects.get().pk, at=AT, on=TODAY)
    page = clerk_client.get(address(plan)).content.decode()
    assert "Phone exchanged in warranty" in text_of(page)
    assert f"asked for by {SwapRequest.objects.get().asked_by.name}, approved by {manager.name}" in text_of(page)
    assert "SC/27/0815, Mi Service Karol Bagh" in text_of(page)
    assert old not in page.replace(" ", "")
    assert imei not in page.replace(" ", ""), "masked for a clerk, as everywhere"


def test_the_selling_stores_manager_sees_the_chain_in_full(plan, clerk, manager, manager_client):
    swap = swapped(plan, asker=clerk, granter=manager)
    page = manager_client.get(address(plan)).content.decode().replace(" ", "").replace("\u00a0", "")
    assert swap.old_imei in page
    assert swap.new_imei in page


def test_all_that_is_wrong_with_a_request_is_told_together(plan, clerk_client, traces):
    before = traces()
    answer = clerk_client.post(
        address(plan, "exchange"), {"new_imei": "12", "new_imei2": "", "document": "", "service_centre": "", "reason": ""}
    )
    page = answer.content.decode()
    assert (answer.status_code, traces()) == (422, before)
    assert "an IMEI has 15" in error_at(page, "new_imei")
    assert "the service centre's paper" in error_at(page, "document")
    assert error_at(page, "service_centre")
    assert error_at(page, "reason")
    assert value_of(page, "new_imei") == "12"


def test_the_same_phone_and_a_covered_one_are_refused_at_the_field(plan, clerk, phone, clerk_client, traces):
    other = sold(actor=clerk, variant=phone, phone_invoice_number="TI/2")
    before = traces()
    for field, imei, words in (
        ("new_imei", plan.imei, "The plan is on this phone already."),
        ("new_imei2", other.imei, "This phone already has a plan"),
    ):
        answer = clerk_client.post(address(plan, "exchange"), PAPER | {"new_imei": new_imei(), field: imei})
        assert words in error_at(answer.content.decode(), field)
        assert traces() == before


def test_the_customers_page_shows_the_chain_by_four_digits(plan, clerk, manager, client_for):
    token = plan.links.get().token
    assert "Exchanged in warranty" not in client_for(None).get(f"/p/{token}/").content.decode()
    swap = swapped(plan, asker=clerk, granter=manager)
    for language, words in (
        ("en", f"IMEI ending {swap.old_imei[-4:]}, now {swap.new_imei[-4:]} 3 May 2027"),
        ("hi", f"IMEI के अंत में {swap.old_imei[-4:]} था, अब {swap.new_imei[-4:]} 3 मई 2027"),
    ):
        page = client_for(None).get(f"/p/{token}/", HTTP_ACCEPT_LANGUAGE=language).content.decode()
        assert words in text_of(page)
        assert swap.old_imei[:11] not in page
        assert SwapRequest.objects.get().document not in page


# --- correction


def sending(**typed):
    return {"mobile": "98104 55499", "name": "Farhaan Ali", "reason": "", "act": "send"} | typed


def test_a_clerk_corrects_name_and_mobile(plan, clerk_client):
    page = clerk_client.get(address(plan, "correct")).content.decode()
    assert "Leave it empty to keep 98••• ••421." in text_of(page)
    assert value_of(page, "name") == "Farhan Ali"
    answer = clerk_client.post(address(plan, "correct"), sending())
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "A code is on its way to 98••• ••499 . It is good until 11:47, for this correction and for you alone." in text_of(page)
    assert (value_of(page, "mobile"), value_of(page, "name")) == ("98104 55499", "Farhaan Ali")
    assert not stands_in(page, newest_code())
    old = plan.links.get().token
    done = clerk_client.post(address(plan, "correct"), sending(act="do", reason="one digit wrong", otp=newest_code()))
    assert done.url == address(plan)
    assert clerk_client.get(f"/p/{old}/").status_code == 404
    words = words_of(clerk_client, plan)
    assert "Farhaan Ali" in words
    assert "Customer's mobile and name corrected" in words


def test_an_empty_mobile_stays(plan, clerk_client):
    clerk_client.post(address(plan, "correct"), sending(mobile=""))
    assert Message.objects.get(template="otp.code").address == "+919810455421"
    clerk_client.post(address(plan, "correct"), sending(mobile="", act="do", reason="misspelt", otp=newest_code()))
    plan.refresh_from_db()
    assert (plan.customer_name, plan.customer.mobile) == ("Farhaan Ali", "+919810455421")


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"mobile": "12345"}, "mobile", "A mobile number has ten digits"),
        ({"name": "7"}, "name", "A name has letters in it."),
        ({"mobile": "", "name": "Farhan Ali"}, "mobile", "Mobile and name stand like this already."),
    ],
)
@pytest.mark.parametrize("act", ["send", "do"])
def test_a_wrong_correction_says_so_at_its_field(plan, clerk_client, traces, typed, field, words, act):
    before = traces()
    answer = clerk_client.post(address(plan, "correct"), sending(act=act, **typed))
    assert answer.status_code == 422
    assert words in error_at(answer.content.decode(), field)
    assert (traces(), Challenge.objects.count()) == (before, 0)


def test_a_wrong_code_stands_at_its_field_with_what_was_typed(plan, clerk_client, traces):
    clerk_client.post(address(plan, "correct"), sending())
    before, wrong = traces(), another(newest_code())
    answer = clerk_client.post(address(plan, "correct"), sending(act="do", reason="x", otp=wrong))
    page = answer.content.decode()
    assert "4 tries left" in error_at(page, "otp")
    assert (value_of(page, "otp"), value_of(page, "mobile")) == (wrong, "98104 55499")
    assert (traces(), Plan.objects.get().customer_name) == (before, "Farhan Ali")


def test_enter_in_a_field_tries_to_correct_and_sends_nothing(plan, clerk_client):
    page = clerk_client.get(address(plan, "correct")).content.decode()
    assert page.index('value="do"') < page.index('value="send"')


def test_the_plan_page_takes_no_query_more_for_a_long_chain(plan, clerk, manager, manager_client, django_assert_max_num_queries):
    swapped(plan, asker=clerk, granter=manager)
    with CaptureQueriesContext(connection) as before:
        manager_client.get(address(plan))
    for _ in range(2):
        swapped(Plan.objects.get(pk=plan.pk), asker=clerk, granter=manager)
    corrected(Plan.objects.get(pk=plan.pk), actor=clerk)
    asked_swap(Plan.objects.get(pk=plan.pk), actor=clerk)
    with django_assert_max_num_queries(len(before)):
        manager_client.get(address(plan))
