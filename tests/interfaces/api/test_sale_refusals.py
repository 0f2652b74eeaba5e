"""Every code that a sale can meet: status, code and field; and nothing is written."""

from __future__ import annotations

import pytest

from stores.clock import local_day, now
from tests.factories.plans import AT, days_ago, new_imei, sellable, sold
from tests.interfaces.api.till import GONE, PLANS, code_for, refused, said, sale, traces
from upgrade_program.catalog.models import PlanPrice
from upgrade_program.plans.services import expire_due_plans

pytestmark = pytest.mark.django_db

GOOD = "490154203237518"
UTR = "712304118826"


def no(till, body, status, code, field):
    """The problem of a refused sale, which left no row anywhere."""
    before = traces()
    problem = refused(till.sell(body), status, code, field)
    assert traces() == before
    return problem


MISTAKES = [
    ("49015420323751", "14 digits"),
    ("4901542032375182", "16 digits"),
    ("000000000000000", "All zeros"),
    ("490154203237519", "do not belong together"),
    ("४९०१५४२०३२३७५१८", "another script"),
    ("R58M123ABCDEFGH", "serial number"),
    ("490154203237518/1", "other signs"),
    ("123", "3 digits"),
]
MISSING = [("", "missing"), (None, "missing"), (GONE, "missing")]


@pytest.mark.parametrize(
    ("field", "imei", "words"),
    [("imei", *mistake) for mistake in MISTAKES + MISSING] + [("imei2", *mistake) for mistake in MISTAKES],
)
def test_each_mistake_in_an_imei_has_its_own_words(till, field, imei, words):
    problem = no(till, sale(**{field: imei}), 422, "imei_invalid", field)
    assert words in problem["errors"][0]["message"]


@pytest.mark.parametrize("imei", ["49 015420 323751 8", "49-015420-323751-8", " 490154203237518 ", "490154–203237518"])
def test_blanks_and_dashes_in_an_imei_are_no_mistake(till, imei):
    answer = till.sell(sale(imei=imei))
    assert answer.status_code == 201, answer.content
    assert said(answer)["imei"] == GOOD


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"customer__mobile": "12345"}, "mobile_invalid", "customer.mobile"),
        ({"customer__mobile": "1234567890"}, "mobile_invalid", "customer.mobile"),
        ({"customer__mobile": "+1 650 253 0000"}, "mobile_invalid", "customer.mobile"),
        ({"customer__mobile": "९८१०४५५४२१"}, "mobile_invalid", "customer.mobile"),
        ({"customer__mobile": ""}, "mobile_invalid", "customer.mobile"),
        ({"customer__mobile": GONE}, "mobile_invalid", "customer.mobile"),
        ({"customer__consent": GONE}, "consent_missing", "customer.consent"),
        ({"customer__consent": None}, "consent_missing", "customer.consent"),
        ({"customer__consent": {}}, "consent_missing", "customer.consent"),
        ({"customer__consent": {"text_version": None}}, "consent_missing", "customer.consent"),
        ({"customer__consent": {"text_version": 99}}, "consent_missing", "customer.consent"),
        ({"phone_invoice__date": "2027-05-04"}, "bill_date_future", "phone_invoice.date"),
        ({"phone_invoice__date": "9999-12-31"}, "bill_date_future", "phone_invoice.date"),
        ({"phone_invoice__date": "2027-05-02"}, "reason_required", "reason"),
        ({"payments": []}, "payment_mismatch", "payments"),
        ({"payments": [{"method": "cash", "amount": "548.99"}]}, "payment_mismatch", "payments"),
        ({"payments": [{"method": "cash", "amount": "549.00"}, {"method": "cash", "amount": "1.00"}]}, "payment_mismatch", "payments"),
        ({"payments": [{"method": "cash", "amount": "1.00"}] * 500}, "payment_mismatch", "payments"),
        ({"payments": [{"method": "cash", "amount": "549.00", "reference": "x"}]}, "reference_invalid", "payments.0.reference"),
        ({"payments": [{"method": "upi", "amount": "549.00", "reference": "12345"}]}, "reference_invalid", "payments.0.reference"),
        ({"payments": [{"method": "card", "amount": "549.00"}]}, "reference_invalid", "payments.0.reference"),
        (
            {"payments": [{"method": "card", "amount": "549.00", "reference": "4111 1111 1111 1111"}]},
            "reference_invalid",
            "payments.0.reference",
        ),
        (
            {
                "payments": [
                    {"method": "upi", "amount": "300.00", "reference": UTR},
                    {"method": "upi", "amount": "249.00", "reference": UTR},
                ]
            },
            "reference_used",
            "payments",
        ),
        ({"place_of_supply": "00"}, "invalid", "place_of_supply"),
        ({"customer__email": "nobody@"}, "invalid", "customer.email"),
        ({"customer__email": "a" * 244 + "@example.in"}, "invalid", "customer.email"),
        ({"customer__language": "fr"}, "invalid", "customer.language"),
        ({"customer__gstin": "07AAPFU0939F1ZA"}, "invalid", "customer.gstin"),
        ({"customer__name": "A"}, "invalid", "customer.name"),
        ({"customer__name": "अ" * 101}, "invalid", "customer.name"),
        ({"phone_invoice__number": ""}, "invalid", "phone_invoice.number"),
        ({"phone_invoice__number": "x" * 41}, "invalid", "phone_invoice.number"),
        ({"phone_invoice__price": "0"}, "invalid", "phone_invoice.price"),
        ({"sku": "no-such-phone"}, "invalid", "sku"),
    ],
)
def test_a_field_at_fault_is_named(till, changes, code, field):
    no(till, sale(**changes), 422, code, field)


def test_all_fields_at_fault_come_together(till):
    body = sale(imei="1", customer__mobile="2", customer__name="", customer__consent=GONE, payments=[])
    before = traces()
    problem = said(till.sell(body))
    assert (problem["status"], problem["code"]) == (422, "invalid")
    assert {(error["field"], error["code"]) for error in problem["errors"]} == {
        ("imei", "imei_invalid"),
        ("customer.mobile", "mobile_invalid"),
        ("customer.name", "invalid"),
        ("customer.consent", "consent_missing"),
        ("payments", "payment_mismatch"),
    }
    assert traces() == before


def test_a_second_imei_like_the_first_is_refused(till):
    no(till, sale(imei=GOOD, imei2=GOOD), 422, "imei_invalid", "imei2")


def test_a_utr_of_the_day_serves_once(till):
    upi = [{"method": "upi", "amount": "549.00", "reference": UTR}]
    assert till.sell(sale(payments=upi)).status_code == 201
    no(till, sale(payments=upi), 422, "reference_used", "payments.0.reference")


def test_a_phone_carries_one_plan(till, other_till):
    body = sale()
    till.sell(body)
    no(till, sale(imei=body["imei"]), 409, "imei_already_covered", "imei")
    no(other_till, sale(imei=body["imei"]), 409, "imei_already_covered", "imei")
    no(other_till, sale(imei2=body["imei"]), 409, "imei_already_covered", "imei2")


def test_a_phone_whose_plan_ended_is_barred(till, clerk):
    plan = sold(actor=clerk, at=days_ago(600))
    assert expire_due_plans(on=local_day(now()), at=now()) == 1
    no(till, sale(imei=plan.imei), 409, "imei_barred", "imei")


def test_a_phone_s_bill_serves_once_for_its_imei(manager_till, till):
    """After a cancellation the IMEI is free again, and so is its bill; a live one on the same bill is met first at the IMEI."""
    body = sale()
    number = said(till.sell(body))["number"]
    no(till, body, 409, "imei_already_covered", "imei")
    otp = code_for({"number": number}, manager_till)
    assert manager_till.act(f"{PLANS}{number}/cancel/", {"reason": "Changed her mind", "otp": otp}).status_code == 200
    assert till.sell(body).status_code == 201


def test_brands_outside_the_programme_are_refused_by_name(till):
    poco = sellable(brand="POCO", name="POCO X3", eligible=False)
    problem = no(till, sale(sku=poco.sku), 409, "not_eligible", "sku")
    assert "POCO X3" in problem["detail"]


def test_a_model_without_head_office_s_flag_is_refused(till):
    unflagged = sellable(name="Redmi 9A", eligible=False)
    no(till, sale(sku=unflagged.sku), 409, "not_eligible", "sku")


def test_without_a_price_in_force_nothing_is_sold(till):
    unpriced = sellable(name="Redmi 9i", price=None)
    no(till, sale(sku=unpriced.sku), 409, "no_plan_price", "sku")


def test_another_price_in_force_is_told(till):
    problem = no(
        till, sale(expected_price="499.00", payments=[{"method": "cash", "amount": "499.00"}]), 409, "price_changed", "expected_price"
    )
    assert problem["price"] == "549.00"
    assert problem["next_step"] == "Tell the customer the new price, then sell again."
    assert PlanPrice.objects.get().amount == 549


def test_other_terms_in_force_are_told(till):
    problem = no(till, sale(expected_terms=2), 409, "terms_changed", "expected_terms")
    assert problem["terms"] == 1
    assert problem["next_step"] == "Tell the customer the new values, then sell again."
    both = {"expected_price": "499.00", "payments": [{"method": "cash", "amount": "499.00"}]}
    problem = no(till, sale(expected_terms=2, **both), 422, "invalid", None)
    assert [error["code"] for error in problem["errors"]] == ["price_changed", "terms_changed"]
    assert (problem["price"], problem["terms"]) == ("549.00", 1)


def test_the_terms_of_the_estimate_sell(till, nobody):
    shown = said(nobody.get("/api/v1/estimate/?sku=redmi-note-9-pro-4-64"))["terms"]
    assert till.sell(sale(expected_terms=shown)).status_code == 201


@pytest.mark.parametrize(
    ("day", "code"),
    [("2027-04-25", "bill_date_outside_window"), ("2020-11-04", "bill_date_before_start"), ("0001-01-01", "bill_date_before_start")],
)
def test_a_bill_too_old_is_refused_even_to_a_manager(manager_till, day, code):
    no(manager_till, sale(phone_invoice__date=day, reason="Came back"), 422, code, "phone_invoice.date")


def test_a_bill_before_the_phone_came_out_is_refused(manager_till, phone, clock):
    model = phone.model
    type(model).objects.filter(pk=model.pk).update(launch_date="2027-05-02")
    problem = no(
        manager_till, sale(phone_invoice__date="2027-05-01", reason="Came back"), 422, "bill_date_before_start", "phone_invoice.date"
    )
    assert "this model came out" in problem["detail"]


def test_an_earlier_bill_date_is_a_manager_s_affair(till):
    no(till, sale(phone_invoice__date="2027-05-01", reason="Came back"), 403, "approval_required", "phone_invoice.date")


def test_who_is_no_member_has_no_points(till):
    no(till, sale(payments=[{"method": "points", "amount": "549.00"}]), 409, "points_insufficient", "payments")


def test_only_the_counter_sells(nobody, head_office_till, auditor_till, phone):
    before = traces()
    answer = nobody.sell(sale())
    refused(answer, 401, "unauthenticated")
    assert answer["WWW-Authenticate"] == "Bearer"
    refused(head_office_till.sell(sale()), 403, "forbidden")
    refused(auditor_till.sell(sale()), 403, "forbidden")
    assert traces() == before


def test_the_fixed_instant_is_what_the_clock_says(till):
    assert now() == AT
    assert new_imei() != new_imei()
