"""The settlement: everything stands or nothing does; each refusal changes not one row."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from stores.clock import local_day
from tests.buyback.acts import ask_override, decline, indian, now_of, offer, plan_of, refused, reverse
from tests.factories.claims import CLEAN, FIRST_TIER, inspected, new_phone, offered, old_plan, settled
from tests.factories.codes import newest_code
from tests.factories.plans import AT, new_imei, sellable, sold
from upgrade_program.buyback.models import BrandEntry, Handset, PassedGate, PurchaseVoucher, Settlement
from upgrade_program.buyback.services import confirm_offer, settle_claim
from upgrade_program.catalog.models import Variant
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import SeveralRefused
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(clerk: Actor):
    """Offered, with the customer's code given."""
    claim = offered(old_plan(actor=clerk), actor=clerk)
    confirm_offer(number=claim.number, code=newest_code(), actor=clerk, at=AT, on=local_day(AT))
    return claim


def settle(claim, phone, *, actor, acknowledged=False, at=AT):
    return settle_claim(number=claim.number, new_phone=phone, excess_acknowledged=acknowledged, actor=actor, at=at, on=local_day(at))


def test_papers_and_register_say_what_was_settled(clerk, claim) -> None:
    phone = new_phone(bill_number="NP/7")
    done = settle(claim, phone, actor=clerk)
    voucher = PurchaseVoucher.objects.get()
    assert (voucher.kind, voucher.amount, voucher.imei, voucher.store_id) == ("purchase", FIRST_TIER, claim.plan.imei, clerk.store_id)
    assert voucher.seller["id"] == {"type": "voter_id", "last4": "42XY"}
    assert (done.new_imei, done.new_price, done.new_srp, done.bill_number, done.year) == (phone.imei, 21_999, 21_999, "NP/7", 2027)
    assert Handset.objects.get().answers == CLEAN
    assert (BrandEntry.objects.get().document, BrandEntry.objects.get().amount) == (voucher.number, FIRST_TIER)
    assert PassedGate.objects.filter(claim=claim).count() == 8


def test_the_excess_has_to_be_acknowledged(clerk, claim) -> None:
    small = new_phone(sellable(name="Redmi 9A", srp=8_499, price=399), price=Decimal(8_499))
    no = refused(lambda: settle(claim, small, actor=clerk), "excess_not_acknowledged", field="excess_acknowledged")
    assert "₹1,300" in str(no)
    done = settle(claim, small, actor=clerk, acknowledged=True)
    assert (done.exchange, done.forfeited, done.voucher.amount) == (8_499, 1_300, 8_499)


def test_another_brand(clerk, claim) -> None:
    poco = new_phone(sellable(name="X3", srp=16_999, brand="POCO", price=None, eligible=False), price=Decimal(16_999))
    refused(lambda: settle(claim, poco, actor=clerk), "new_phone_not_eligible", field="new_phone.sku")


def test_a_phone_without_a_selling_price(clerk, claim) -> None:
    bigger = Variant.objects.create(model=sellable().model, ram_gb=8, storage_gb=256)
    phone = new_phone(bigger)
    refused(lambda: settle(claim, phone, actor=clerk), "no_srp", field="new_phone.sku")


def test_the_old_phone_itself_and_one_that_ended_another_plan(clerk, claim) -> None:
    refused(lambda: settle(claim, new_phone(imei=claim.plan.imei), actor=clerk), "new_phone_not_eligible", field="new_phone.imei")
    other = offered(old_plan(actor=clerk, phone_invoice_number="B/2", customer_mobile="98104 55422"), actor=clerk)
    settled(other, actor=clerk)
    refused(lambda: settle(claim, new_phone(imei=other.plan.imei), actor=clerk), "new_phone_not_eligible", field="new_phone.imei")


def test_the_same_model_is_allowed_and_so_is_a_plan_on_the_new_phone(clerk, claim) -> None:
    fresh = sold(actor=clerk, phone_invoice_number="B/3", customer_mobile="98104 55423")
    same = new_phone(sellable(), imei=fresh.imei, price=Decimal(13_999))
    assert settle(claim, same, actor=clerk).exchange == FIRST_TIER


def test_one_new_phone_and_one_bill_settle_once(clerk, claim) -> None:
    first = new_phone(bill_number="NP/1")
    other = offered(old_plan(actor=clerk, phone_invoice_number="B/2", customer_mobile="98104 55422"), actor=clerk)
    settled(other, actor=clerk, phone=first)
    refused(lambda: settle(claim, new_phone(imei=first.imei), actor=clerk), "new_phone_not_eligible", field="new_phone.imei")
    refused(lambda: settle(claim, new_phone(bill_number="NP/1"), actor=clerk), "new_phone_not_eligible", field="new_phone.bill_number")


def test_both_are_free_again_after_a_reversal(clerk, manager, claim) -> None:
    first = new_phone(bill_number="NP/1")
    other = offered(old_plan(actor=clerk, phone_invoice_number="B/2", customer_mobile="98104 55422"), actor=clerk)
    settled(other, actor=clerk, phone=first)
    reverse(other, actor=manager)
    assert settle(claim, first, actor=clerk).bill_number == "NP/1"


def test_a_price_above_the_srp(clerk, claim) -> None:
    refused(lambda: settle(claim, new_phone(price=Decimal("21999.01")), actor=clerk), "new_phone_not_eligible", field="new_phone.price")


def test_below_eighty_per_cent_a_manager_settles(clerk, manager) -> None:
    claim = offered(old_plan(actor=clerk), actor=manager)
    confirm_offer(number=claim.number, code=newest_code(), actor=manager, at=AT, on=local_day(AT))
    low = new_phone(price=Decimal("17599.19"))  # 80 % are 17,599.20
    refused(lambda: settle(claim, low, actor=clerk), "approval_required", field="new_phone.price")
    assert settle(claim, low, actor=manager).new_price == Decimal("17599.19")


def test_at_eighty_per_cent_exactly_a_clerk_does(clerk, claim) -> None:
    assert settle(claim, new_phone(price=Decimal("17599.20")), actor=clerk).exchange == FIRST_TIER


@pytest.mark.parametrize("price", ["0", "-1", "NaN", "Infinity", "99999999", "21998.999"])
def test_a_price_that_is_none(clerk, claim, price) -> None:
    refused(lambda: settle(claim, new_phone(price=Decimal(price)), actor=clerk), "invalid", field="new_phone.price")


def test_faults_of_fields_come_together(clerk, claim) -> None:
    bad = new_phone(imei="490154203237519", sku="no-such-phone", bill_number=" ", price=Decimal(0))
    no = refused(lambda: settle(claim, bad, actor=clerk), "invalid")
    assert isinstance(no, SeveralRefused)
    assert {error.field for error in no.errors} == {"new_phone.imei", "new_phone.sku", "new_phone.bill_number", "new_phone.price"}


def test_only_an_offered_claim(clerk) -> None:
    claim = inspected(old_plan(actor=clerk), actor=clerk)
    phone = new_phone()
    refused(lambda: settle(claim, phone, actor=clerk), "claim_state")
    decline(claim, actor=clerk)
    refused(lambda: settle(claim, phone, actor=clerk), "claim_state")


def test_twice(clerk, claim) -> None:
    settle(claim, new_phone(), actor=clerk)
    phone = new_phone()
    refused(lambda: settle(claim, phone, actor=clerk), "plan_not_live")
    assert Settlement.objects.count() == 1


def test_on_the_last_minute_of_its_day_and_not_after(clerk) -> None:
    plan = old_plan(actor=clerk)
    claim = inspected(plan, actor=clerk)  # 3 May, held through 6 May
    last, phone = indian(date(2027, 5, 6), 23, 58), new_phone()
    offer(claim, actor=clerk, at=last)
    confirm_offer(number=claim.number, code=newest_code(at=last), actor=clerk, at=last, on=local_day(last))
    refused(lambda: settle(claim, phone, actor=clerk, at=last + timedelta(minutes=3)), "claim_lapsed")
    assert settle(claim, phone, actor=clerk, at=last).exchange == FIRST_TIER  # 70 %, a day after the tier ended


def test_a_suspended_plan(clerk, claim) -> None:
    Plan.objects.filter(pk=claim.plan_id).update(status="suspended")
    phone = new_phone()
    refused(lambda: settle(claim, phone, actor=clerk), "plan_not_live")


def test_the_handset_enters_the_stock_of_the_store_that_settles(clerk, other_clerk) -> None:
    claim = inspected(old_plan(actor=clerk), actor=clerk)
    offer(claim, actor=other_clerk)
    done = settled(now_of(claim), actor=other_clerk)
    assert {done.store_id, Handset.objects.get().store_id, BrandEntry.objects.get().store_id} == {other_clerk.store_id}
    assert done.voucher.number == "MH01/P27/00001"


def test_others_do_not(claim, head_office, auditor) -> None:
    phone = new_phone()
    for somebody in (head_office, auditor):
        refused(lambda who=somebody: settle(claim, phone, actor=who), "forbidden")


def test_a_number_nobody_has(clerk, claim) -> None:
    claim.number = "1KGY4A8D5BR"
    phone = new_phone(imei=new_imei())
    refused(lambda: settle(claim, phone, actor=clerk), "not_found")


def test_a_request_that_waits_for_the_claim_lapses_with_it(clerk) -> None:
    claim = inspected(old_plan(actor=clerk), actor=clerk, answers=CLEAN | {"display": "minor"})
    asked = ask_override(claim, 500, actor=clerk)
    offer(claim, actor=clerk)
    settled(now_of(claim), actor=clerk)
    assert Approval.objects.get(pk=asked.pk).state == "lapsed"
    assert plan_of(claim).status == "redeemed"
