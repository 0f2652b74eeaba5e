"""The steps of a plan and the promise it carries, refused by the database in the name of a law."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.factories.claims import offered, old_plan, settled
from tests.factories.codes import cancelled
from tests.factories.plans import AT, TODAY, sellable, sold, upi
from tests.factories.terms import changed, drafted
from tests.foundation.crowd import law as law_of
from tests.plans.refusals import law_broken_by
from upgrade_program.plans.enums import Status
from upgrade_program.plans.lifecycle import STEPS, PlanNotLive, check_step
from upgrade_program.plans.models import Plan, PlanImei, TermsVersion
from upgrade_program.plans.services import (
    receive_payment,
)

pytestmark = pytest.mark.django_db


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


def test_tiers_and_terms_are_laws(head_office):
    sellable()
    tier = "INSERT INTO plans_termstier (terms_id, after, through, percent) SELECT id, {}, {}, {} FROM plans_termsversion WHERE version = 1"
    assert law_broken_by(tier.format(5, 7, 65)) == "tiers_of_one_version_do_not_overlap"
    assert law_broken_by(tier.format(15, 18, 30)) == "no_promise_runs_past_fifteen_months"
    assert law_broken_by(tier.format(20, 20, 65)) == "a_tier_ends_after_it_begins"
    assert law_broken_by(tier.format(20, 22, 101)) == "a_tier_gives_one_to_hundred_percent"
    assert law_broken_by("UPDATE plans_termstier SET percent = 90 WHERE percent = 40") == "tiers_are_never_changed"
    assert law_broken_by("DELETE FROM plans_termstier") == "tiers_are_never_deleted"
    assert law_broken_by("UPDATE plans_termsversion SET activation_days = 30") == "terms_change_only_by_a_new_version"
    draft = drafted(head_office, changed(free_look_days=9), from_day=TODAY + timedelta(days=1), at=AT)
    second = {"version": 2, "valid": DateRange(date(2027, 1, 1), None), "text_en": "x", "text_hi": "x"}
    for own, law in ((None, "terms_are_drafted"), (draft, "one_terms_version_is_in_force_a_day")):
        with pytest.raises(IntegrityError) as no, transaction.atomic():
            TermsVersion.objects.create(**second, draft=own)
        assert law_of(no.value) == law
