"""The life of a plan after its sale: payment, cancellation, expiry, links; refused by code and by the database alike."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction

from stores.clock import STORE_TIME, local_day
from tests.factories.billing import cash
from tests.factories.claims import offered, old_plan, settled
from tests.factories.codes import cancelled, confirmed
from tests.factories.plans import AT, TODAY, days_ago, new_imei, order, sellable, sold, upi
from tests.plans.test_sale import refused as sale_refused
from tests.plans.test_sale import traces
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import faults
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.kernel.errors import Refused
from upgrade_program.plans.enums import Ground, Status
from upgrade_program.plans.lifecycle import STEPS, PlanNotLive, check_step
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


LINES = ("taxable", "cgst", "sgst", "utgst", "igst", "total")


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=STORE_TIME)


def law_broken_by(statement: str, *parameters) -> str:
    """The name of the law that refuses a statement."""
    with pytest.raises(IntegrityError) as broken, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
    return broken.value.__cause__.diag.constraint_name


def refused(act, *, plan: Plan) -> Refused:
    before, row = traces(), Plan.objects.filter(pk=plan.pk).values().get()
    with pytest.raises(Refused) as no:
        act()
    assert traces() == before
    assert Plan.objects.filter(pk=plan.pk).values().get() == row
    return no.value


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


# --- the laws, in code and in the database


def test_python_refuses_every_step_outside_the_table():
    for before, after in product(Status, Status):
        if (before, after) in STEPS:
            check_step(before, after)
        else:
            with pytest.raises(PlanNotLive) as no:
                check_step(before, after)
            assert no.value.code == "plan_not_live"


@pytest.mark.parametrize(("before", "after"), sorted(product(Status, Status)))
def test_the_database_takes_exactly_the_same_steps(clerk, manager, before, after):
    plan = _plan_that_is(before, clerk=clerk, manager=manager)
    fields = {"status": after.value}
    if after is Status.ACTIVE and before is Status.PENDING:
        paid = receive_payment(plan=plan, reference="712304118826", actor=clerk, at=AT, on=TODAY)
        assert paid.status == "active"
        return
    if after is Status.CANCELLED and before in {Status.ACTIVE, Status.SUSPENDED}:
        assert cancelled(plan, actor=manager).status == "cancelled"
        return
    if (before, after) == (Status.EXPIRED, Status.ACTIVE):
        assert law_broken_by("UPDATE plans_plan SET status = 'active' WHERE id = %s", plan.pk) == "an_ended_promise_lives_again_only_held"
        fields |= {"held_percent": 40, "held_until": plan.expires_on + timedelta(days=3)}
    if before is after or (before, after) in STEPS:
        with transaction.atomic():
            assert Plan.objects.filter(pk=plan.pk).update(**fields) == 1
            transaction.set_rollback(True)  # whether a settlement goes with it is asked at the commit
        return
    law = law_broken_by("UPDATE plans_plan SET status = %s WHERE id = %s", after.value, plan.pk)
    assert law == "a_plan_takes_legal_steps_only"
    assert Plan.objects.get(pk=plan.pk).status == before.value


def _plan_that_is(status: Status, *, clerk, manager) -> Plan:
    if status is Status.PENDING:
        return sold(actor=clerk, tenders=[upi()])
    if status is Status.REDEEMED:
        plan = settled(offered(old_plan(actor=clerk), actor=clerk), actor=clerk).plan
        return Plan.objects.get(pk=plan.pk)
    plan = sold(actor=clerk)
    if status is Status.CANCELLED:
        return cancelled(plan, actor=manager)
    if status is not Status.ACTIVE:
        Plan.objects.filter(pk=plan.pk).update(status=status.value)
    return Plan.objects.get(pk=plan.pk)


@pytest.mark.parametrize(
    ("change", "law"),
    [
        ("srp = srp + 1", "the_promise_is_frozen"),
        ("frozen = '{}'", "the_promise_is_frozen"),
        ("bill_date = bill_date + 1", "the_promise_is_frozen"),
        ("expires_on = expires_on + 1", "the_promise_is_frozen"),
        ("imei = '490154203237518'", "an_imei_changes_only_by_a_swap"),
        ("price = 1", "the_promise_is_frozen"),
        ("customer_name = 'Somebody'", "the_holder_changes_only_by_a_record"),
        ("free_look_until = free_look_until + 90", "the_promise_is_frozen"),
        ("buyer_address = 'Elsewhere'", "the_promise_is_frozen"),
        ("invoice_id = NULL", "an_invoice_stays_with_its_plan"),
        ("held_until = now()", "a_hold_has_a_day_and_a_percent"),
        ("status = 'cancelled'", "a_cancelled_invoice_has_its_credit_note"),
        ("status = 'lost'", "a_plan_takes_legal_steps_only"),
    ],
)
def test_hostile_updates_are_refused_by_name(clerk, change, law):
    plan = sold(actor=clerk)
    assert law_broken_by(f"UPDATE plans_plan SET {change} WHERE id = %s", plan.pk) == law


def test_a_plan_is_never_deleted(clerk):
    plan = sold(actor=clerk)
    PlanImei.objects.filter(plan=plan).delete()
    assert law_broken_by("DELETE FROM plans_plan WHERE id = %s", plan.pk) == "plans_are_never_deleted"


def test_one_live_plan_an_imei_is_a_law(clerk, other_clerk):
    plan, other = sold(actor=clerk), sold(actor=other_clerk)
    insert = "INSERT INTO plans_planimei (plan_id, imei, live, barred, swapped_away) VALUES (%s, %s, true, false, false)"
    assert law_broken_by(insert, other.pk, plan.imei) == "one_live_plan_per_imei"
    Plan.objects.filter(pk=plan.pk).update(status="expired")
    assert law_broken_by(insert, other.pk, plan.imei) == "one_live_plan_per_imei"


def test_a_phone_bill_is_used_once_an_imei(clerk):
    plan = sold(actor=clerk)
    columns = [
        field.column
        for field in Plan._meta.concrete_fields
        if field.column not in {"id", "number", "collection_id", "consent_id", "invoice_id"}
    ]
    spare = sold(actor=clerk, tenders=[upi()], phone_invoice_number="OTHER")
    copied = ", ".join("'pending'" if c == "status" else "NULL" if c == "activated_at" else f"p.{c}" for c in columns)
    statement = f"""
        INSERT INTO plans_plan ({", ".join(columns)}, number, collection_id, consent_id)
        SELECT {copied}, 'ZZZZZZZZZZZ', p.collection_id + 900, p.consent_id + 900 FROM plans_plan p WHERE p.id = %s
    """
    assert spare.pk
    assert law_broken_by(statement, plan.pk) == "a_phone_invoice_is_used_once_an_imei"


def test_tiers_and_terms_are_laws():
    sellable()
    tier = "INSERT INTO plans_termstier (terms_id, after, through, percent) SELECT id, {}, {}, {} FROM plans_termsversion WHERE version = 1"
    assert law_broken_by(tier.format(5, 7, 65)) == "tiers_of_one_version_do_not_overlap"
    assert law_broken_by(tier.format(20, 20, 65)) == "a_tier_ends_after_it_begins"
    assert law_broken_by(tier.format(20, 22, 101)) == "a_tier_gives_one_to_hundred_percent"
    assert law_broken_by("UPDATE plans_termstier SET percent = 90 WHERE percent = 40") == "tiers_are_never_changed"
    assert law_broken_by("DELETE FROM plans_termstier") == "tiers_are_never_deleted"
    assert law_broken_by("UPDATE plans_termsversion SET activation_days = 30") == "terms_change_only_by_a_new_version"
    second = """
        INSERT INTO plans_termsversion (version, valid, activation_days, free_look_days, basis, hold_days, extension_days, override_percent,
                                        override_rupees, low_price_percent, transfer, text_en, text_hi)
        VALUES (2, '[2027-01-01,)', 7, 7, 'srp', 3, 3, 10, 1000, 80, false, 'x', 'x')
    """
    assert law_broken_by(second) == "one_terms_version_is_in_force_a_day"


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
