"""Selling a plan: what it leaves behind, what it refuses, and that a refusal leaves nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.apps import apps

from stores.clock import STORE_TIME
from tests.factories.billing import card, cash
from tests.factories.plans import AT, TODAY, new_imei, order, sellable, sold, upi
from upgrade_program.catalog.models import PlanPrice
from upgrade_program.customers.models import Customer
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.kernel.actor import ANONYMOUS
from upgrade_program.kernel.errors import Refused
from upgrade_program.kernel.numbers import parse_plan_number
from upgrade_program.plans.models import Plan, PlanImei
from upgrade_program.usecases.sell import sell

pytestmark = pytest.mark.django_db
WATCHED = ("plans", "billing", "customers", "outbox", "audit", "requests")


def traces():
    """How many rows stand in every table that a sale writes."""
    return {model.__name__: model.objects.count() for label in WATCHED for model in apps.get_app_config(label).get_models()}


def refused(actor, an_order, *, at=AT, on=TODAY):
    """The refusal of a sale, after making sure that it left no trace."""
    before = traces()
    with pytest.raises(Refused) as no:
        sell(actor=actor, order=an_order, at=at, on=on)
    assert traces() == before
    return no.value


def test_a_sale_leaves_plan_invoice_money_consent_news_and_audit(clerk, store):
    plan = sold(actor=clerk, imei2=new_imei())
    plan = Plan.objects.get(pk=plan.pk)
    assert parse_plan_number(plan.number) == plan.number
    assert (plan.status, plan.price, plan.srp, plan.bill_date) == ("active", 549, 13_999, TODAY)
    assert (plan.first_tier_on, plan.expires_on, plan.free_look_until) == (date(2027, 8, 4), date(2028, 8, 3), date(2027, 5, 10))
    assert plan.fall_days == [date(2027, 11, 3), date(2028, 2, 3), date(2028, 5, 3), date(2028, 8, 3)]
    assert (plan.invoice.number, plan.invoice.taxable, plan.invoice.cgst) == ("DL01/I27/00001", Decimal("465.26"), Decimal("41.87"))
    assert plan.collection.state == "paid"
    assert PlanImei.objects.filter(plan=plan, live=True, barred=False).count() == 2
    assert plan.consent.subject == f"plan:{plan.pk}"
    assert plan.links.filter(revoked_at__isnull=True).count() == 1
    assert [message.topic for message in Message.objects.all()] == ["plan.sold"]
    row = AuditRow.objects.get(subject=f"plan:{plan.pk}")
    assert (row.verb, row.chain, row.actor_id, row.store_id) == ("plan.sold", store.pk, clerk.staff_id, store.pk)
    assert (row.before, row.after["price"], row.after["invoice"]) == (None, "549.00", "DL01/I27/00001")


def test_the_terms_are_frozen_onto_the_plan(clerk):
    plan = sold(actor=clerk)
    assert plan.frozen == {
        "version": 1,
        "tiers": [[3, 6, 70], [6, 9, 60], [9, 12, 50], [12, 15, 40]],
        "activation_days": 7,
        "free_look_days": 7,
        "basis": "srp",
        "checks": [
            *(["display", 10, 25], ["touch", 8, 20], ["camera", 5, 15], ["battery", 5, 15]),
            *(["wifi", 3, 10], ["fingerprint", 3, 10], ["sound", 3, 8], ["body", 5, 15]),
        ],
        "limits": {
            "hold_days": 3,
            "extension_days": 3,
            "override_percent": 10,
            "override_rupees": 1000,
            "low_price_percent": 80,
            "transfer": False,
        },
    }


def test_waiting_for_upi_holds_the_handset_without_an_invoice(clerk):
    plan = sold(actor=clerk, tenders=[cash("300"), upi(amount="249")])
    assert (plan.status, plan.invoice, plan.activated_at, plan.collection.state) == ("pending", None, None, "open")
    assert PlanImei.objects.get(plan=plan).live
    assert [message.topic for message in Message.objects.all()] == ["plan.pending"]
    assert AuditRow.objects.get().verb == "plan.reserved"


def test_paid_in_three_ways(clerk):
    plan = sold(actor=clerk, tenders=[cash("100"), upi("712304118826", "249"), card(amount=200)])
    assert plan.status == "active"
    assert sorted(plan.collection.payments.values_list("method", flat=True)) == ["card", "cash", "upi"]


def test_a_known_customer_keeps_the_name_and_the_plan_has_its_own(clerk):
    sold(actor=clerk)
    second = sold(actor=clerk, customer_name="F. Ali", phone_invoice_number="TI/27/00043")
    assert Customer.objects.get().name == "Farhan Ali"
    assert second.customer_name == "F. Ali"


def test_invoice_numbers_are_dense_in_order_of_sale(clerk, other_clerk):
    numbers = [sold(actor=who).invoice.number for who in (clerk, other_clerk, clerk)]
    assert numbers == ["DL01/I27/00001", "MH01/I27/00001", "DL01/I27/00002"]


def test_faults_of_several_fields_come_together(clerk):
    no = refused(
        clerk,
        order(sellable(), imei="1234", customer_name=" ", customer_mobile="1234567890", consent_version=None, tenders=[cash("1")]),
    )
    assert {(error.field, error.code) for error in no.errors} == {
        ("imei", "imei_invalid"),
        ("customer.name", "invalid"),
        ("customer.mobile", "mobile_invalid"),
        ("customer.consent", "consent_missing"),
        ("payments", "payment_mismatch"),
    }


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"imei": "490154203237519"}, "imei_invalid", "imei"),
        ({"imei2": "490154203237519"}, "imei_invalid", "imei2"),
        ({"customer_mobile": "2345"}, "mobile_invalid", "customer.mobile"),
        ({"consent_version": None}, "consent_missing", "customer.consent"),
        ({"consent_version": 99}, "consent_missing", "customer.consent"),
        ({"customer_email": "nobody@"}, "invalid", "customer.email"),
        ({"customer_language": "fr"}, "invalid", "customer.language"),
        ({"customer_gstin": "07AAPFU0939F1Z0"}, "invalid", "customer.gstin"),
        ({"customer_address": "x" * 201}, "invalid", "customer.address"),
        ({"customer_address": "14\u0000 Nehru Place"}, "invalid", "customer.address"),
        ({"phone_invoice_number": " "}, "invalid", "phone_invoice.number"),
        ({"phone_invoice_price": Decimal(0)}, "invalid", "phone_invoice.price"),
        ({"phone_invoice_date": TODAY + timedelta(days=1)}, "bill_date_future", "phone_invoice.date"),
        ({"place_of_supply": "99x"}, "invalid", "place_of_supply"),
        ({"tenders": [cash("548")]}, "payment_mismatch", "payments"),
        ({"tenders": []}, "payment_mismatch", "payments"),
        ({"tenders": [upi("123")]}, "reference_invalid", "payments.0.reference"),
        ({"tenders": [card("4111 1111 1111 1111")]}, "reference_invalid", "payments.0.reference"),
        ({"sku": "no-such-phone"}, "invalid", "sku"),
        ({"price": "399"}, "price_changed", "expected_price"),
        ({"expected_terms": 2}, "terms_changed", "expected_terms"),
    ],
)
def test_each_fault_has_its_code_and_field_and_leaves_nothing(clerk, changes, code, field):
    no = refused(clerk, order(sellable(), **changes))
    assert [(error.field, error.code) for error in no.errors] == [(field, code)]
    assert str(no)


def test_the_same_imei_twice_is_told(clerk):
    imei = new_imei()
    no = refused(clerk, order(sellable(), imei=imei, imei2=imei))
    assert (no.code, no.field) == ("imei_invalid", "imei2")


def test_a_covered_imei_is_refused_in_either_slot(clerk, other_clerk):
    plan = sold(actor=clerk, imei2=(second := new_imei()))
    for actor, imei in ((clerk, plan.imei), (other_clerk, second)):
        assert refused(actor, order(sellable(), imei=imei)).code == "imei_already_covered"
    no = refused(other_clerk, order(sellable(), imei2=plan.imei))
    assert (no.code, no.field) == ("imei_already_covered", "imei2")


def test_an_imei_is_barred_after_expiry_and_free_after_cancellation(clerk):
    plan = sold(actor=clerk)
    Plan.objects.filter(pk=plan.pk).update(status="expired")
    no = refused(clerk, order(sellable(), imei=plan.imei))
    assert (no.code, no.field) == ("imei_barred", "imei")


@pytest.mark.parametrize("brand", ["POCO", "OnePlus"])
def test_other_brands_are_refused_by_name(clerk, brand):
    no = refused(clerk, order(sellable(name=f"{brand} X3", brand=brand, eligible=False), price="549"))
    assert (no.code, no.field) == ("not_eligible", "sku")
    assert f"{brand} X3" in str(no)


def test_no_price_is_not_sellable(clerk):
    no = refused(clerk, order(sellable(name="Redmi 10A", price=None)))
    assert (no.code, no.field) == ("no_plan_price", "sku")


def test_the_price_in_force_begins_and_ends_at_its_instant(clerk):
    variant = sellable(name="Redmi 9i", price=None)
    begins = datetime(2027, 5, 3, tzinfo=STORE_TIME)
    PlanPrice.objects.create(model=variant.model, amount=399, valid=(begins, begins + timedelta(hours=1)), set_at=begins, reason="t")
    just_before = begins - timedelta(microseconds=1)
    assert refused(clerk, order(variant, price="399"), at=just_before, on=date(2027, 5, 2)).code == "no_plan_price"
    assert sell(actor=clerk, order=order(variant, price="399"), at=begins, on=TODAY).price == 399
    assert refused(clerk, order(variant, price="399"), at=begins + timedelta(hours=1)).code == "no_plan_price"


def test_price_changed_tells_the_new_price(clerk):
    no = refused(clerk, order(sellable(), price="399"))
    assert no.facts["new_price"] == 549
    assert "₹549" in str(no)


def test_terms_changed_tells_the_version_and_says_it_with_the_price(clerk):
    no = refused(clerk, order(sellable(), expected_terms=2))
    assert no.facts["terms"] == 1
    assert "bought on 3 May 2027" in str(no)
    no = refused(clerk, order(sellable(), expected_terms=2, price="399"))
    assert [error.code for error in no.errors] == ["price_changed", "terms_changed"]


def test_the_version_shown_sells_and_so_does_a_till_that_names_none(clerk):
    assert sold(actor=clerk, expected_terms=1).frozen["version"] == 1
    assert sold(actor=clerk, expected_terms=None, phone_invoice_number="TI/27/00043").frozen["version"] == 1


def test_an_earlier_bill_date_needs_a_manager_and_a_reason(clerk, manager):
    yesterday = TODAY - timedelta(days=1)
    variant = sellable()
    assert refused(manager, order(variant, phone_invoice_date=yesterday)).code == "reason_required"
    assert refused(clerk, order(variant, phone_invoice_date=yesterday, reason="till was down")).code == "approval_required"
    plan = sell(actor=manager, order=order(variant, phone_invoice_date=yesterday, reason="till was down"), at=AT, on=TODAY)
    assert (plan.bill_date, plan.earlier_date_reason) == (yesterday, "till was down")
    assert AuditRow.objects.get(subject=f"plan:{plan.pk}").reason == "till was down"


def test_the_activation_window_is_seven_days(manager):
    variant = sellable()
    reason = {"reason": "came back with the bill"}
    assert sell(actor=manager, order=order(variant, phone_invoice_date=TODAY - timedelta(days=7), **reason), at=AT, on=TODAY)
    no = refused(manager, order(variant, phone_invoice_date=TODAY - timedelta(days=8), **reason))
    assert (no.code, no.field) == ("bill_date_outside_window", "phone_invoice.date")


def test_no_bill_before_the_programme_or_the_model(manager):
    variant = sellable()
    no = refused(manager, order(variant, phone_invoice_date=date(2020, 11, 4), reason="old"))
    assert (no.code, no.field) == ("bill_date_before_start", "phone_invoice.date")
    variant.model.launch_date = TODAY
    variant.model.save()
    assert refused(manager, order(variant, phone_invoice_date=TODAY - timedelta(days=1), reason="x")).code == "bill_date_before_start"


def test_the_same_utr_twice_a_day_is_refused_and_leaves_nothing(clerk, other_clerk):
    sold(actor=clerk, tenders=[upi("712304118826")])
    no = refused(other_clerk, order(sellable(), tenders=[upi("712304118826")]))
    assert no.code == "reference_used"


def test_only_a_store_s_own_people_sell(head_office, auditor):
    for actor in (head_office, auditor, ANONYMOUS):
        assert refused(actor, order(sellable())).code == "forbidden"


def test_another_place_of_supply_is_igst(clerk):
    plan = sold(actor=clerk, place_of_supply="27")
    assert (plan.invoice.igst, plan.invoice.cgst, plan.invoice.taxable) == (Decimal("83.75"), 0, Decimal("465.25"))
