"""A claim from the counter to the voucher and back: what each step changes, in rupees and rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.factories.claims import CLEAN, FIRST_TIER, inspected, new_phone, offered, old_plan, opened, settled
from tests.factories.plans import AT, TODAY
from upgrade_program.buyback.models import BrandEntry, Claim, Handset, PurchaseVoucher
from upgrade_program.buyback.services import reverse_settlement
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.plans.models import Plan, PlanImei

pytestmark = pytest.mark.django_db


def test_opening_holds_the_tier_of_the_day(clerk):
    claim = opened(old_plan(actor=clerk), actor=clerk)
    assert (claim.state, claim.percent, claim.assured, claim.held_through) == ("open", 70, FIRST_TIER, date(2027, 5, 6))
    plan = Plan.objects.get(pk=claim.plan_id)
    assert (plan.held_percent, plan.held_until) == (70, date(2027, 5, 6))
    assert [point["key"] for point in claim.wording["checks"]] == list(CLEAN)


def test_the_check_list_computes_the_payable(clerk):
    claim = inspected(old_plan(actor=clerk), actor=clerk, answers=CLEAN | {"display": "minor", "battery": "minor"})
    assert (claim.state, claim.deducted, claim.payable) == ("inspected", Decimal(980 + 490), FIRST_TIER - 1470)


def test_a_settlement_is_one_act(clerk):
    plan = old_plan(actor=clerk)
    claim = offered(plan, actor=clerk)
    done = settled(claim, actor=clerk)
    assert (done.exchange, done.forfeited, done.voucher.number) == (FIRST_TIER, 0, "DL01/P27/00001")
    plan, claim = Plan.objects.get(pk=plan.pk), Claim.objects.get(pk=claim.pk)
    assert (plan.status, plan.held_until, claim.state) == ("redeemed", None, "settled")
    assert list(PlanImei.objects.filter(plan=plan).values_list("live", "barred")) == [(False, True)]
    handset = Handset.objects.get()
    assert (handset.state, handset.imei, handset.voucher_number, handset.id_last4) == ("quarantine", plan.imei, "DL01/P27/00001", "42XY")
    assert list(BrandEntry.objects.values_list("kind", "amount")) == [("exchange", FIRST_TIER)]
    assert Message.objects.filter(topic="claim.settled").count() == 1
    verbs = list(AuditRow.objects.filter(subject=f"plan:{plan.pk}").order_by("id").values_list("verb", flat=True))
    assert verbs == ["plan.sold", "claim.opened", "claim.inspected", "claim.offered", "claim.settled"]


def test_a_reversal_gives_the_plan_its_dates_back(clerk, manager):
    plan = old_plan(actor=clerk)
    claim = offered(plan, actor=clerk)
    settled(claim, actor=clerk, phone=new_phone())
    done = reverse_settlement(number=claim.number, reason="new phone returned", actor=manager, at=AT, on=TODAY)
    plan, claim = Plan.objects.get(pk=plan.pk), Claim.objects.get(pk=claim.pk)
    assert (plan.status, claim.state, done.return_voucher.number) == ("active", "reversed", "DL01/P27/00002")
    assert sum(BrandEntry.objects.values_list("amount", flat=True)) == 0
    assert Handset.objects.get().state == "returned"
    assert PurchaseVoucher.objects.count() == 2
    assert opened(plan, actor=clerk).state == "open"
