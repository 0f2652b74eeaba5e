"""The life of a plan after its sale: payment, cancellation, expiry, links; what is refused, refused by code."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import transaction

from stores.clock import local_day
from tests.factories.billing import cash
from tests.factories.claims import offered, old_plan, settled
from tests.factories.codes import cancelled, confirmed
from tests.factories.plans import AT, TODAY, days_ago, new_imei, order, sellable, sold, upi
from tests.plans.refusals import noon, refused
from tests.plans.test_sale import refused as sale_refused
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import faults
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.kernel.errors import Refused
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import BusinessDay, Plan, PlanImei
from upgrade_program.plans.services import (
    cancel_plan,
    cancel_unpaid_plans,
    expire_due_plans,
    hold,
    receive_payment,
    release,
    renew_link,
    run_due_days,
)
from upgrade_program.usecases.cancel import cancel
from upgrade_program.usecases.sell import sell

pytestmark = pytest.mark.django_db


# --- payment of a pending plan


def test_the_utr_makes_a_pending_plan_active_with_an_invoice(clerk):
    plan = sold(actor=clerk, tenders=[cash("300"), upi(amount="249")])
    paid = receive_payment(plan=plan, reference="712304118826", actor=clerk, at=AT, on=TODAY)
    assert (paid.status, paid.invoice.number, paid.collection.state) == ("active", "DL01/I27/00001", "open")
    plan = Plan.objects.get(pk=plan.pk)
    assert (plan.status, plan.collection.state) == ("active", "paid")
    assert set(Message.objects.values_list("topic", flat=True)) == {"plan.pending", "plan.sold"}
    assert list(AuditRow.objects.order_by("id").values_list("verb", flat=True)) == ["plan.reserved", "plan.paid"]


def test_payment_refuses_other_stores_bad_utrs_and_plans_that_wait_for_none(clerk, other_clerk):
    plan = sold(actor=clerk, tenders=[upi()])

    def pay(actor=clerk, reference="712304118826", on=TODAY):
        return partial(receive_payment, plan=plan, reference=reference, actor=actor, at=noon(on), on=on)

    assert refused(pay(actor=other_clerk), plan=plan).code == "forbidden"
    assert refused(pay(reference="12"), plan=plan).code == "reference_invalid"
    assert refused(pay(on=TODAY + timedelta(days=1)), plan=plan).code == "plan_not_live"
    pay()()
    no = refused(pay(), plan=plan)
    assert (no.code, no.facts["status"]) == ("plan_not_live", "active")


def test_unpaid_plans_of_earlier_days_are_cancelled_once_and_free_the_handset(clerk):
    late = sold(actor=clerk, tenders=[cash("300"), upi(amount="249")], at=days_ago(1))
    fresh = sold(actor=clerk, tenders=[upi()])
    assert cancel_unpaid_plans(on=TODAY, at=AT) == 1
    assert cancel_unpaid_plans(on=TODAY, at=AT) == 0
    late.refresh_from_db()
    fresh.refresh_from_db()
    assert (late.status, late.collection.state, late.invoice, late.credit_note) == ("cancelled", "void", None, None)
    assert fresh.status == "pending"
    assert sold(actor=clerk, imei=late.imei).status == "active"


def test_a_plan_paid_later_keeps_gstin_and_address_for_its_invoice(clerk):
    plan = sold(actor=clerk, tenders=[upi()], customer_gstin="07AAPFU0939F1ZX", customer_address="14 Nehru Place, New Delhi 110019")
    assert (plan.status, plan.buyer_address) == ("pending", "14 Nehru Place, New Delhi 110019")
    later = receive_payment(plan=Plan.objects.get(pk=plan.pk), reference="712304118826", actor=clerk, at=noon(TODAY), on=TODAY)
    assert later.status == "active"
    buyer = Plan.objects.get(pk=plan.pk).invoice.buyer
    assert (buyer["gstin"], buyer["address"]) == ("07AAPFU0939F1ZX", "14 Nehru Place, New Delhi 110019")


# --- cancellation


def test_a_manager_cancels_within_the_free_look_with_a_mirror_credit_note(clerk, manager):
    plan = sold(actor=clerk)
    last = plan.free_look_until
    confirmed(plan, actor=manager, at=noon(last))
    gone = cancel(actor=manager, number=plan.written, reason="changed their mind", at=noon(last), on=last)
    assert gone.status == "cancelled"
    note = gone.credit_note
    assert (note.number, note.credits_id, note.total) == ("DL01/C27/00001", plan.invoice_id, plan.price)
    assert (note.taxable, note.cgst, note.sgst, note.igst) == (
        plan.invoice.taxable,
        plan.invoice.cgst,
        plan.invoice.sgst,
        plan.invoice.igst,
    )
    assert Message.objects.filter(topic="plan.cancelled").count() == 1
    row = AuditRow.objects.latest("id")
    assert (row.verb, row.before, row.reason) == ("plan.cancelled", {"status": "active"}, "changed their mind")
    assert sold(actor=clerk, imei=plan.imei).status == "active"


def test_cancelling_refuses_who_may_not_and_what_cannot(clerk, manager, other_manager, head_office):
    plan = sold(actor=clerk)

    def act(actor=manager, reason="r", on=TODAY, ground=Ground.FREE_LOOK):
        return partial(cancel_plan, plan=plan, reason=reason, ground=ground, actor=actor, at=noon(on), on=on)

    for stranger in (clerk, other_manager, head_office):
        assert refused(act(actor=stranger), plan=plan).code == "forbidden"
    assert refused(act(reason="  "), plan=plan).code == "reason_required"
    assert refused(act(on=plan.free_look_until + timedelta(days=1)), plan=plan).code == "free_look_over"
    with transaction.atomic():
        hold(plan_id=plan.pk, percent=70, through=TODAY + timedelta(days=3))
    assert refused(act(), plan=plan).code == "claim_open"
    with transaction.atomic():
        release(plan_id=plan.pk)
    assert refused(act(), plan=plan).code == "otp_wrong"
    confirmed(plan, actor=manager, at=noon(TODAY))
    act()()
    assert refused(act(), plan=plan).code == "plan_not_live"


@pytest.mark.parametrize("ground", [Ground.PHONE_RETURNED, Ground.STORE_ERROR])
def test_later_only_for_a_returned_phone_or_a_store_error(clerk, manager, ground):
    plan = sold(actor=clerk)
    later = plan.free_look_until + timedelta(days=60)
    assert cancel_plan(plan=plan, reason="back", ground=ground, actor=manager, at=noon(later), on=later).status == "cancelled"


def test_unknown_numbers_are_not_found(manager):
    for number in ("ABCD-EFGH-JK0", "garbage", ""):
        with pytest.raises(Refused) as no:
            cancel(actor=manager, number=number, reason="r", at=AT, on=TODAY)
        assert no.value.code == "not_found"


# --- expiry


def test_plans_expire_the_day_after_their_last_and_not_before(clerk):
    plan = sold(actor=clerk)
    assert expire_due_plans(on=plan.expires_on, at=AT) == 0
    assert expire_due_plans(on=plan.expires_on + timedelta(days=1), at=AT) == 1
    assert expire_due_plans(on=plan.expires_on + timedelta(days=1), at=AT) == 0
    plan.refresh_from_db()
    assert plan.status == "expired"
    assert PlanImei.objects.get(plan=plan).barred
    assert Message.objects.filter(topic="plan.expired").count() == 1
    assert AuditRow.objects.filter(verb="plan.expired", chain=plan.store_id).count() == 1
    assert faults(plan.store_id) == []


def test_expiry_waits_for_a_hold_made_in_time(clerk):
    plan = sold(actor=clerk)
    through = plan.expires_on + timedelta(days=2)
    with transaction.atomic():
        hold(plan_id=plan.pk, percent=40, through=through)
    assert expire_due_plans(on=through, at=AT) == 0
    assert expire_due_plans(on=through + timedelta(days=1), at=AT) == 1


def test_pending_and_cancelled_plans_do_not_expire(clerk, manager):
    sold(actor=clerk, tenders=[upi()])
    gone = sold(actor=clerk)
    cancelled(gone, actor=manager)
    assert expire_due_plans(on=date(2099, 1, 1), at=AT) == 0


def test_missed_days_are_caught_up_in_order_and_none_runs_twice(clerk):
    first = sold(actor=clerk)
    assert [row.day for row in run_due_days(today=TODAY, at=AT)] == [TODAY]
    days = run_due_days(today=TODAY + timedelta(days=3), at=AT)
    assert [row.day for row in days] == [TODAY + timedelta(days=n) for n in (1, 2, 3)]
    assert run_due_days(today=TODAY + timedelta(days=3), at=AT) == []
    end = first.expires_on + timedelta(days=1)
    assert [(row.day, row.expired) for row in run_due_days(today=end, at=AT) if row.expired] == [(end, 1)]
    assert BusinessDay.objects.count() == (end - TODAY).days + 1


# --- links


def test_a_renewed_link_replaces_the_old_one(clerk, other_clerk):
    plan = sold(actor=clerk)
    old = plan.links.get()
    assert refused(lambda: renew_link(plan=plan, actor=other_clerk, at=AT), plan=plan).code == "forbidden"
    new = renew_link(plan=plan, actor=clerk, at=AT)
    old.refresh_from_db()
    assert old.revoked_at == AT
    assert new.token != old.token
    assert re.fullmatch(r"[\w-]{22}", new.token)
    assert AuditRow.objects.latest("id").verb == "plan.link_renewed"


def test_the_bill_day_is_the_day_in_the_store_not_in_utc(clerk):
    """19:00 UTC on 28 February is 00:30 on the 29th in the store."""
    at = AT.replace(year=2028, month=2, day=28, hour=19, minute=0)
    plan = sell(actor=clerk, order=order(sellable()), at=at, on=local_day(at))
    assert plan.bill_date == date(2028, 2, 29)
    assert plan.expires_on == date(2029, 5, 29)


def test_a_sale_on_a_barred_second_imei_leaves_nothing(clerk):
    plan = old_plan(actor=clerk, imei2=(second := new_imei()))
    settled(offered(plan, actor=clerk), actor=clerk)
    assert sale_refused(clerk, order(sellable(), imei2=second)).code == "imei_barred"
