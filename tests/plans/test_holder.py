"""A mobile or name put right: by code, by record, and never by hand."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction

from stores.clock import local_day
from tests.factories.codes import ADDRESS, another, cancelled, newest_code
from tests.factories.life import code_for_correction, corrected
from tests.factories.plans import AT, TODAY, sold, upi
from tests.plans.letters import told
from tests.plans.refusals import law_broken_by, refused
from upgrade_program.customers.models import Customer
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import faults
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.messaging.models import Message as Told
from upgrade_program.otp.models import Challenge
from upgrade_program.plans.models import HolderChange, Plan
from upgrade_program.plans.queries import link_of
from upgrade_program.plans.services import (
    confirm_correction,
    correct_plan,
    hold,
    receive_payment,
    send_correction_code,
    withdraw_consent,
)
from upgrade_program.usecases import correct

pytestmark = pytest.mark.django_db
RIGHT, NEW = "98104 55499", "+919810455499"
OLD = "+919810455421"


def sending(plan, *, actor, mobile=RIGHT, name="Farhan Ali", at=AT):
    asked = {"plan": plan, "mobile": mobile, "name": name, "actor": actor, "address": ADDRESS, "at": at, "on": local_day(at)}
    return partial(send_correction_code, **asked)


def correcting(plan, *, actor, mobile=RIGHT, name="Farhan Ali", reason="one digit wrong", at=AT):
    return partial(correct_plan, plan=plan, mobile=mobile, name=name, reason=reason, actor=actor, at=at, on=local_day(at))


# --- correction


def test_a_clerk_corrects_the_mobile_with_a_code_from_the_new_one(clerk):
    plan = sold(actor=clerk)
    old, frozen = plan.links.get(), Plan.objects.filter(pk=plan.pk).values().get()
    corrected(plan, actor=clerk)
    assert Told.objects.get(template="otp.code").address == NEW
    now = Plan.objects.filter(pk=plan.pk).values().get()
    customer = Customer.objects.get(mobile=NEW)
    assert {key: now[key] for key in now if now[key] != frozen[key]} == {"customer_id": customer.pk}
    old.refresh_from_db()
    link = link_of(Plan.objects.get(pk=plan.pk))
    assert (old.revoked_at, link.token == old.token) == (AT, False)
    change = HolderChange.objects.get()
    assert (change.kind, change.old_customer_id, change.new_customer_id) == ("correction", frozen["customer_id"], customer.pk)
    assert Plan.objects.get(pk=plan.pk).invoice.buyer["mobile"] == OLD, "a tax document stays as issued"


def test_the_trail_holds_ids_only_and_both_mobiles_are_told(clerk):
    plan = sold(actor=clerk, customer_email="stranger@example.in")
    old = plan.customer_id
    corrected(plan, actor=clerk, name="Farhaan Ali")
    row = AuditRow.objects.latest("id")
    new = Customer.objects.get(mobile=NEW)
    assert (row.verb, row.before, row.chain) == ("plan.corrected", {"customer": old}, plan.store_id)
    assert row.after == {"customer": new.pk, "name_changed": True, "change": HolderChange.objects.get().pk}
    said = str([list(model.objects.values()) for model in (AuditRow, Message)])
    assert not any(word in said for word in ("Farhaan", NEW[3:], OLD[3:]))
    assert new.email == "", "the e-mail may be that of the stranger whose number was typed"
    deliver_due(at=AT)
    assert Told.objects.get(template="plan.holder").address == NEW
    moved = Told.objects.get(template="plan.moved")
    assert (moved.address, set(moved.slots)) == (OLD, {"number", "device", "store"})
    assert faults(plan.store_id) == []


def test_a_name_alone_asks_the_present_mobile_and_keeps_link_and_customer(clerk):
    plan = sold(actor=clerk)
    link = plan.links.get().token
    corrected(plan, actor=clerk, mobile=OLD, name="Farhana Ali")
    plan = Plan.objects.get(pk=plan.pk)
    assert (plan.customer_name, plan.customer.name, plan.customer.mobile) == ("Farhana Ali", "Farhan Ali", OLD)
    assert Told.objects.get(template="otp.code").address == OLD
    assert plan.links.get().token == link
    deliver_due(at=AT)
    assert not Told.objects.filter(template="plan.moved").exists()


def test_a_known_customers_name_is_never_overwritten(clerk):
    known = sold(actor=clerk, customer_mobile=RIGHT, customer_name="Rukhsana Ali").customer
    plan = sold(actor=clerk, phone_invoice_number="TI/2")
    corrected(plan, actor=clerk, name="R. Ali")
    plan = Plan.objects.get(pk=plan.pk)
    assert (plan.customer_id, plan.customer_name, plan.customer.name) == (known.pk, "R. Ali", "Rukhsana Ali")


def test_a_sale_that_waits_is_corrected_before_its_invoice(clerk):
    plan = sold(actor=clerk, tenders=[upi()])
    corrected(plan, actor=clerk, name="Farhaan Ali")
    paid = receive_payment(plan=plan, reference="712304118826", actor=clerk, at=AT, on=TODAY)
    assert (paid.invoice.buyer["name"], paid.invoice.buyer["mobile"]) == ("Farhaan Ali", NEW)


@pytest.mark.parametrize("act", [sending, correcting])
def test_correcting_refuses_and_changes_nothing(clerk, manager, other_manager, head_office, act):
    plan = sold(actor=clerk)

    def no(actor=clerk, plan=plan, **changes):
        before = Challenge.objects.count()
        code = refused(act(plan, actor=actor, **changes), plan=plan).code
        assert Challenge.objects.count() == before
        return code

    assert {no(actor=stranger) for stranger in (other_manager, head_office)} == {"forbidden"}
    assert no(mobile="12345") == "mobile_invalid"
    assert no(name="7") == "invalid"
    assert no(mobile="", name="") == "invalid"  # told together
    assert no(mobile=OLD) == "nothing_changes"
    with transaction.atomic():
        plan = hold(plan_id=plan.pk, percent=70, through=TODAY)
    assert no(plan=plan) == "claim_open"  # whose code goes to the mobile: nobody bends it to another in between
    gone = cancelled(sold(actor=clerk, phone_invoice_number="TI/2"), actor=manager)
    assert no(plan=gone) == "plan_not_live"


def test_a_correction_needs_its_reason_and_its_very_own_code(clerk, manager):
    plan = sold(actor=clerk)
    assert refused(correcting(plan, actor=clerk, reason=" "), plan=plan).code == "reason_required"
    assert refused(correcting(plan, actor=clerk), plan=plan).code in {"otp_wrong", "otp_expired"}
    code = code_for_correction(plan, mobile=RIGHT, name="Farhan Ali", actor=clerk)
    asked = {"plan": plan, "reason": "x", "at": AT, "on": TODAY}
    same = {"mobile": RIGHT, "name": "Farhan Ali"}
    for who, typed, given, refusal in (
        (clerk, same, another(code), "otp_wrong"),
        (clerk, same | {"mobile": "98104 55498"}, code, "otp_expired"),  # bound to the new mobile
        (clerk, same | {"name": "Farhaan Ali"}, code, "otp_expired"),  # and to the name
        (manager, same, code, "otp_expired"),  # and to the person
    ):
        assert refused(partial(confirm_correction, **asked, **typed, actor=who, code=given), plan=plan).code == refusal
    confirm_correction(**asked, **same, actor=clerk, code=code)
    correcting(plan, actor=clerk)()
    again = correcting(plan, actor=clerk, mobile=OLD)
    assert refused(again, plan=plan).code in {"otp_wrong", "otp_expired"}, "one code, one correction"


def test_a_corrected_number_gets_no_more_of_it_and_a_withdrawn_consent_goes_along(clerk):
    plan = sold(actor=clerk)
    old = plan.customer_id
    deliver_due(at=AT)
    withdraw_consent(plan=plan, actor=Actor(role=Role.CUSTOMER, customer_id=old), at=AT)
    asked = {"actor": clerk, "number": plan.number, "mobile": RIGHT, "name": "Farhan Ali", "at": AT, "on": TODAY}
    correct.send_code(**asked, address=ADDRESS)
    right = correct.correct_confirmed(**asked, reason="one digit wrong", code=newest_code())
    deliver_due(at=AT)
    assert told(plan, old) == [("plan.sold", "void"), ("plan.moved", "queued")]
    assert told(plan, right.customer_id) == [], "they took the consent back, whatever their number"


def test_a_corrected_name_calls_nothing_off(clerk):
    plan = sold(actor=clerk)
    deliver_due(at=AT)
    asked = {"actor": clerk, "number": plan.number, "mobile": OLD, "name": "Farhana Ali", "at": AT, "on": TODAY}
    correct.send_code(**asked, address=ADDRESS)
    correct.correct_confirmed(**asked, reason="misspelt", code=newest_code())
    deliver_due(at=AT)
    assert told(plan, plan.customer_id) == [("plan.sold", "queued"), ("plan.holder", "queued")]


# --- the laws


def test_the_holder_changes_only_by_the_newest_record(clerk):
    plan = sold(actor=clerk)
    old = plan.customer_id
    corrected(plan, actor=clerk)
    back = "UPDATE plans_plan SET customer_id = %s WHERE id = %s"
    assert law_broken_by(back, old, plan.pk) == "the_holder_changes_only_by_a_record"
    language = "UPDATE plans_plan SET customer_language = 'hi' WHERE id = %s"
    assert law_broken_by(language, plan.pk) == "the_holder_changes_only_by_a_record"
    name = "UPDATE plans_plan SET customer_name = 'Somebody' WHERE id = %s"
    assert law_broken_by(name, plan.pk) == "the_holder_changes_only_by_a_record"
    assert law_broken_by("UPDATE plans_holderchange SET new_name = 'Somebody'") == "holder_changes_are_only_added"
    assert law_broken_by("DELETE FROM plans_holderchange") == "holder_changes_are_never_deleted"


@pytest.mark.parametrize(
    ("change", "law"),
    [
        ("'correction', customer_id, customer_id, customer_name, customer_name, 'x', 'en'", "a_holder_change_changes_something"),
        ("'correction', customer_id, customer_id, customer_name, 'Meena', '  ', 'en'", "a_holder_change_has_a_reason"),
        ("'gift', customer_id, customer_id, customer_name, 'Meena', 'x', 'en'", "a_holder_change_is_of_a_known_kind"),
        ("'correction', customer_id, customer_id, customer_name, 'Meena', 'x', 'ta'", "a_holder_is_written_to_in_a_known_language"),
        ("'correction', customer_id, customer_id, 'Somebody', 'Meena', 'x', 'en'", "a_holder_change_starts_from_the_holder"),
    ],
)
def test_a_record_that_says_nothing_true_is_refused_by_name(clerk, change, law):
    plan = sold(actor=clerk)
    sql = f"""INSERT INTO plans_holderchange
            (plan_id, kind, old_customer_id, new_customer_id, old_name, new_name, reason, new_language, by_id, at)
        SELECT id, {change}, sold_by_id, sold_at FROM plans_plan WHERE id = %s"""
    assert law_broken_by(sql, plan.pk) == law
    assert Plan.objects.get(pk=plan.pk).customer_name == "Farhan Ali"


def test_a_code_ends_after_five_minutes(clerk):
    plan = sold(actor=clerk)
    code = code_for_correction(plan, mobile=RIGHT, name="Farhan Ali", actor=clerk)
    late = AT + timedelta(minutes=5)
    given = {"plan": plan, "mobile": RIGHT, "name": "Farhan Ali", "reason": "x", "actor": clerk, "code": code, "at": late, "on": TODAY}
    assert refused(partial(confirm_correction, **given), plan=plan).code == "otp_expired"
