"""The approvals' desk: asked by one, decided by another; every no stands where it was typed and changes nothing."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from stores.clock import start_of_day
from tests.buyback.acts import refuse
from tests.factories.claims import CLEAN, inspected, old_plan, opened
from tests.factories.life import asked_swap
from tests.factories.plans import AT, TODAY, sold
from tests.interfaces.counter.pages import error_at, text_of
from upgrade_program.buyback.models import Claim
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db
WORN = CLEAN | {"display": "minor"}  # ₹980 of ₹9,799


@pytest.fixture
def claim(clerk) -> Claim:
    return inspected(old_plan(actor=clerk), actor=clerk, answers=WORN)


@pytest.fixture
def asked(claim, clerk_client) -> Approval:
    answer = clerk_client.post(f"/counter/claims/{claim.number}/override/", {"amount": "900", "reason": "old customer"})
    assert answer.status_code == 302
    return Approval.objects.get()


def decide(client, asked: Approval, act: str, note: str = ""):
    return client.post(f"/counter/approvals/{asked.pk}/", {"act": act, "note": note})


def desk(client) -> str:
    return text_of(client.get("/counter/approvals/").content.decode())


def test_a_clerk_asks_and_the_manager_allows(claim, asked, clerk_client, manager_client):
    assert "₹900 of ₹980 deducted, 9.2 % of ₹9,799; a manager may waive ₹979" in desk(manager_client)  # 10 %, never rounded up
    assert "old customer" in desk(manager_client)
    assert "Waits for you" not in desk(clerk_client), "a clerk decides nothing"
    assert "What you asked for Waive deductions waiting" in desk(clerk_client)
    assert decide(manager_client, asked, "allow").status_code == 302
    claim.refresh_from_db()
    assert (claim.waived, claim.payable, claim.state) == (Decimal(900), Decimal(9_719), "inspected")
    assert "decided by" in desk(manager_client)


def test_nobody_decides_their_own(claim, manager_client, clerk_client):
    manager_client.post(f"/counter/claims/{claim.number}/override/", {"amount": "100", "reason": "x"})
    asked = Approval.objects.get()
    before = Claim.objects.filter(pk=claim.pk).values().get()
    answer = decide(manager_client, asked, "allow")
    assert answer.status_code == 422
    assert "Nobody decides their own request" in text_of(answer.content.decode())
    assert Claim.objects.filter(pk=claim.pk).values().get() == before
    assert decide(clerk_client, asked, "allow").status_code == 403
    assert Approval.objects.get().state == "waiting"


def test_above_the_limit_head_office_decides(claim, clerk_client, manager_client, head_office_client):
    url = f"/counter/claims/{claim.number}/override/"
    assert "may allow up to ₹979" in text_of(clerk_client.get(url).content.decode())
    clerk_client.post(url, {"amount": "980", "reason": "x"})
    asked = Approval.objects.get()
    assert asked.needs == "headoffice"
    assert decide(manager_client, asked, "allow").status_code == 403
    assert decide(head_office_client, asked, "allow").status_code == 302
    assert Claim.objects.get(pk=claim.pk).payable == Decimal(9_799)


def test_a_no_needs_a_reason_and_another_store_sees_nothing(asked, manager_client, client_for, other_manager_user):
    answer = decide(manager_client, asked, "reject")
    assert answer.status_code == 422
    assert "reason" in error_at(answer.content.decode(), f"{asked.pk}_note").lower()
    assert Approval.objects.get().state == "waiting"
    assert decide(client_for(other_manager_user), asked, "reject", "no").status_code == 404
    assert decide(manager_client, asked, "reject", "not this time").status_code == 302
    assert (Approval.objects.get().state, Approval.objects.get().note) == ("rejected", "not this time")


def test_a_note_too_long_stands_at_its_request_as_typed(asked, manager_client):
    answer = decide(manager_client, asked, "reject", "n" * 201)
    assert answer.status_code == 422
    assert "200" in error_at(answer.content.decode(), f"{asked.pk}_note")
    assert "n" * 201 in answer.content.decode()
    assert Approval.objects.get().state == "waiting"


@pytest.mark.parametrize("act", ["allow", "reject"])
def test_whoever_comes_second_is_told(asked, manager_client, act):
    decide(manager_client, asked, "reject", "not this time")
    answer = decide(manager_client, asked, act, "second")
    assert answer.status_code == 422
    assert "This request waits no more: it is rejected." in text_of(answer.content.decode())
    assert Approval.objects.get().note == "not this time"


def test_the_asker_takes_it_back(asked, clerk_client):
    assert decide(clerk_client, asked, "withdraw").status_code == 302
    assert Approval.objects.get().state == "withdrawn"


def test_too_much_and_no_reason_stand_at_their_fields(claim, clerk_client):
    url = f"/counter/claims/{claim.number}/override/"
    answer = clerk_client.post(url, {"amount": "981", "reason": "x"})
    assert answer.status_code == 422
    assert "at most what was deducted: ₹980" in error_at(answer.content.decode(), "amount")
    answer = clerk_client.post(url, {"amount": "100", "reason": ""})
    assert "reason" in error_at(answer.content.decode(), "reason").lower()
    assert not Approval.objects.exists()


def test_an_extension_is_asked_for_from_the_plan_and_allowed(clerk, clerk_user, manager_user, client_for):
    plan = old_plan(actor=clerk)
    with time_machine.travel(start_of_day(plan.expires_on + timedelta(days=2)) + timedelta(hours=12), tick=False):
        clerk_client, manager_client = client_for(clerk_user), client_for(manager_user)
        assert "Ask for an extension" in text_of(clerk_client.get(f"/counter/plans/{plan.number}/").content.decode())
        url = f"/counter/plans/{plan.number}/extension/"
        answer = clerk_client.post(url, {"days": "1", "reason": "store was closed"})
        assert "do not reach today" in error_at(answer.content.decode(), "days")
        assert clerk_client.post(url, {"days": "3", "reason": "store was closed"}).status_code == 302
        assert "40 % through" in desk(manager_client)
        assert decide(manager_client, Approval.objects.get(), "allow").status_code == 302
        plan = Plan.objects.get(pk=plan.pk)
        assert (plan.status, plan.held_percent, plan.held_until) == ("active", 40, plan.expires_on + timedelta(days=3))


def test_a_warranty_exchange_is_granted_at_the_desk(clerk, phone, manager_client):
    plan = sold(actor=clerk, variant=phone, at=AT)
    request = asked_swap(plan, actor=clerk)
    assert "Warranty exchange" in desk(manager_client)
    assert decide(manager_client, Approval.objects.get(), "allow", "paper seen").status_code == 302
    assert Approval.objects.get().note == "paper seen"
    assert Plan.objects.get(pk=plan.pk).imei == request.new_imei


def test_a_note_with_a_yes_is_kept(asked, manager_client):
    assert decide(manager_client, asked, "allow", "for ten years with us").status_code == 302
    assert (Approval.objects.get().state, Approval.objects.get().note) == ("granted", "for ten years with us")
    assert "for ten years with us" in desk(manager_client)


def test_exceptions_stand_by_person_from_the_months_first_instant(clerk, claim, asked, manager_client, clerk_client):
    refused_at = {
        start_of_day(TODAY.replace(day=1)): "An account is left",
        start_of_day(TODAY.replace(day=1)) - timedelta(seconds=1): "Locked",
    }
    for at, reason in refused_at.items():
        refuse(opened(old_plan(actor=clerk), actor=clerk, at=at), actor=clerk, at=at, reason=reason)
    with time_machine.travel(AT, tick=False):
        shown = desk(manager_client)
        assert f"Plans cancelled {clerk.name} 1 0 0 1 0 0" in shown
        assert "by person" not in desk(clerk_client)


def test_an_auditor_reads_what_waits_and_decides_nothing(asked, auditor_client):
    page = auditor_client.get("/counter/approvals/").content.decode()
    assert "₹900 of ₹980 deducted" in text_of(page)
    assert 'name="act"' not in page
    assert decide(auditor_client, asked, "allow").status_code == 403
    assert Approval.objects.get().state == "waiting"


def test_head_office_looks_back_on_the_store_it_chooses(asked, manager_client, head_office_client, other_store, manager_user):
    decide(manager_client, asked, "reject", "not this time")
    here, there = (
        text_of(head_office_client.get(f"/counter/approvals/?store={code}").content.decode()) for code in ("DL01", other_store.code)
    )
    assert "Decided at DL01 in the last 30 days" in here
    assert f"asked by {asked.asked_by_name} at DL01" in here
    assert "not this time" in here
    assert f"Decided at {other_store.code}" in there
    assert "not this time" not in there
    assert head_office_client.get("/counter/approvals/?store=XX99").status_code == 404
    assert manager_client.get(f"/counter/approvals/?store={other_store.code}").status_code == 404


def test_the_home_page_counts_what_waits_for_whoever_decides_it(asked, manager_client, clerk_client, head_office_client):
    said = "1 request waits for you"
    assert [said in text_of(client.get("/counter/").content.decode()) for client in (manager_client, clerk_client, head_office_client)] == [
        True,
        False,
        True,
    ]


def test_the_claims_page_says_what_became_of_the_request(claim, asked, clerk_user, client_for, manager_client):
    with time_machine.travel(AT, tick=False):
        clerk_client, url = client_for(clerk_user), f"/counter/claims/{claim.number}/"
        waits = text_of(clerk_client.get(url).content.decode())
        assert f"₹900 to be waived, asked by {asked.asked_by_name}: waits for a manager" in waits
        assert "Ask to waive deductions" not in waits
        decide(manager_client, asked, "reject", "not this time")
        rejected = text_of(clerk_client.get(url).content.decode())
        assert "did not allow ₹900 to be waived: not this time" in rejected
        assert "Ask to waive deductions" in rejected


def test_the_plans_page_says_that_an_extension_waits_and_offers_no_second(clerk, clerk_user, manager_user, client_for):
    plan = old_plan(actor=clerk)
    with time_machine.travel(start_of_day(plan.expires_on + timedelta(days=2)) + timedelta(hours=12), tick=False):
        client, url = client_for(clerk_user), f"/counter/plans/{plan.number}/"
        client.post(f"{url}extension/", {"days": "3", "reason": "store was closed"})
        waits = text_of(client.get(url).content.decode())
        assert "An extension waits for a second person. 3 days past the last day of 40 %" in waits
        assert "Ask for an extension" not in waits
        decide(client_for(manager_user), Approval.objects.get(), "reject", "the store was open")
        assert "did not allow an extension: the store was open" in text_of(client.get(url).content.decode())
    with time_machine.travel(start_of_day(plan.expires_on + timedelta(days=2)) + timedelta(hours=14), tick=False):
        client.post(f"{url}extension/", {"days": "3", "reason": "store was closed"})
        decide(client_for(manager_user), Approval.objects.get(state="waiting"), "allow", "flood")
        assert Approval.objects.get(state="granted").note == "flood"
    with time_machine.travel(start_of_day(plan.expires_on + timedelta(days=5)) + timedelta(hours=12), tick=False):
        over = text_of(client_for(clerk_user).get(url).content.decode())
        assert "Ask for an extension" not in over  # one a plan
        assert "waits for a second person" not in over
