"""The approvals' desk: asked by one, decided by another; every no stands where it was typed and changes nothing."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from stores.clock import start_of_day
from tests.factories.claims import CLEAN, inspected, old_plan
from tests.factories.life import asked_swap
from tests.factories.plans import AT, sold
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
    assert "₹900 of ₹980 deducted, 9.2 % of ₹9,799" in desk(manager_client)
    assert "old customer" in desk(manager_client)
    assert "Nothing waits for you" in desk(clerk_client)
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
    assert "Nobody decides" in text_of(answer.content.decode()) or "own" in text_of(answer.content.decode())
    assert Claim.objects.filter(pk=claim.pk).values().get() == before
    assert decide(clerk_client, asked, "allow").status_code == 403
    assert Approval.objects.get().state == "waiting"


def test_above_the_limit_head_office_decides(claim, clerk_client, manager_client, head_office_client):
    clerk_client.post(f"/counter/claims/{claim.number}/override/", {"amount": "980", "reason": "x"})
    asked = Approval.objects.get()
    assert asked.needs == "headoffice"
    assert decide(manager_client, asked, "allow").status_code == 403
    assert decide(head_office_client, asked, "allow").status_code == 302
    assert Claim.objects.get(pk=claim.pk).payable == Decimal(9_799)


def test_a_no_needs_a_reason_and_another_store_sees_nothing(asked, manager_client, client_for, other_manager_user):
    answer = decide(manager_client, asked, "reject")
    assert answer.status_code == 422
    assert Approval.objects.get().state == "waiting"
    assert decide(client_for(other_manager_user), asked, "reject", "no").status_code == 404
    assert decide(manager_client, asked, "reject", "not this time").status_code == 302
    assert (Approval.objects.get().state, Approval.objects.get().note) == ("rejected", "not this time")


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
    assert decide(manager_client, Approval.objects.get(), "allow").status_code == 302
    assert Plan.objects.get(pk=plan.pk).imei == request.new_imei
