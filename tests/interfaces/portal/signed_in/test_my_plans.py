"""The customer's plans: the figures of the counter, the plan's own deductions, its papers and its story; nobody else's."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from tests.buyback.acts import decline
from tests.factories.claims import accepted, old_plan, settled
from tests.factories.claims import opened as opened_claim
from tests.factories.codes import cancelled
from tests.factories.customers import CustomerFactory
from tests.factories.life import allowing_transfer, corrected, swapped
from tests.factories.plans import AT, TODAY, sold, upi
from tests.factories.portal import signed_in
from tests.factories.tokens import given_back, reserved
from tests.interfaces.counter.pages import text_of
from upgrade_program.buyback.enums import Answer
from upgrade_program.buyback.valuation import deductions
from upgrade_program.customers.models import Customer, CustomerSession
from upgrade_program.interfaces.portal.my_promise import lowers_of, wording_for
from upgrade_program.plans.enums import Change
from upgrade_program.plans.models import HolderChange, Plan
from upgrade_program.plans.queries import link_of
from upgrade_program.plans.services.holder import put_holder
from upgrade_program.plans.terms import assured_value

pytestmark = pytest.mark.django_db


@pytest.fixture
def grown(clerk) -> Plan:
    """A plan whose first tier holds today, through 5 May 2027."""
    return old_plan(actor=clerk)


def page_of(plan, language="en", path=""):
    return signed_in(plan.customer).get(f"/me/plans/{plan.number}/{path}", HTTP_ACCEPT_LANGUAGE=language)


def words_of(plan, language="en"):
    return text_of(page_of(plan, language).content.decode())


def test_the_list_holds_each_phone_with_its_value_its_day_and_what_comes_next(clerk, grown):
    waiting = sold(actor=clerk)
    words = text_of(signed_in(grown.customer).get("/me/plans/").content.decode())
    assert "₹9,799 until 5 May 2027 , then ₹8,399" in words
    assert "₹1,400 less in 3 days" in words
    assert "₹9,799 from 4 Aug 2027 , nothing before" in words
    assert waiting.customer == grown.customer


def test_plans_that_go_on_stand_before_those_that_are_over(clerk, manager, grown):
    over = cancelled(sold(actor=clerk), actor=manager)
    page = signed_in(grown.customer).get("/me/plans/").content.decode()
    assert page.index(grown.number) < page.index(over.number)
    assert "This plan was cancelled and paid back." in text_of(page)


def test_the_list_leads_to_the_stores(grown):
    assert 'href="/stores/"' in signed_in(grown.customer).get("/me/plans/").content.decode().partition("<footer")[0]


def test_who_has_no_plan_is_told_what_to_do():
    words = text_of(signed_in(CustomerFactory()).get("/me/plans/").content.decode())
    assert "No plan is kept under this number" in words
    assert "ask the store that sold it to put the number right" in words


@pytest.mark.parametrize("plans", [1, 3])
def test_the_list_costs_the_same_however_many_there_are(clerk, plans):
    for _ in range(plans):
        plan = old_plan(actor=clerk, phone_invoice_number=f"TI/{_}")
    client = signed_in(plan.customer)
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/me/plans/").content.decode().count("until 5 May 2027") == plans
    assert len(asked) == 2  # whose session it is, and the plans


def test_the_page_says_value_steps_working_and_code(grown):
    words = words_of(grown)
    assert "Your phone is worth, today ₹ 9,799" in words
    assert "6 Feb 2027 to 5 May 2027 ₹9,799 now" in words
    assert "13,999 × 70 % = 9,799.30 ₹9,799" in words
    assert f"Number of the plan {grown.written}" in words
    assert 'aria-label="Assured value by date' in page_of(grown).content.decode()


def test_what_could_lower_it_are_the_plans_own_faults_in_rupees_of_today(grown):
    words = words_of(grown)
    assert "by this list, and by nothing else. What each fault takes off, of ₹9,799:" in words
    assert "Display Takes nothing off: Up to 3 scratches, each under 1 cm" in words
    assert "A crack, a line, a stain, or 4 or more dead pixels −₹2,450 25 %" in words
    value = assured_value(grown.promise, on=TODAY)
    shown, of = lowers_of(grown, value, wording=wording_for(grown), language="en")
    checks = grown.promise.terms.checks
    for question, check in zip(shown, checks, strict=True):
        for fault, answer in zip(question.faults, (Answer.MINOR, Answer.MAJOR), strict=True):
            (line,) = deductions(checks, {check.key: answer}, assured=of)
            assert (fault.percent, fault.rupees) == (line.percent, line.amount), check.key


def test_a_waiting_plan_reckons_from_its_first_tier(clerk):
    plan = sold(actor=clerk)
    _, of = lowers_of(plan, assured_value(plan.promise, on=TODAY), wording=wording_for(plan), language="hi")
    assert of == Decimal(9_799)


def test_other_terms_of_another_plan_are_not_these(grown):
    """The per cent come from the plan's frozen copy, not from whatever the terms' table says."""
    terms = grown.promise.terms
    first = replace(terms.checks[0], minor=1, major=2)
    grown.frozen = replace(terms, checks=(first, *terms.checks[1:])).frozen()
    grown.__dict__.pop("promise", None)
    shown, _ = lowers_of(grown, assured_value(grown.promise, on=TODAY), wording=wording_for(grown), language="en")
    assert [(fault.percent, fault.rupees) for fault in shown[0].faults] == [(1, 98), (2, 196)]


def test_what_to_bring_names_the_phone_masked_and_the_gates(grown):
    words = words_of(grown)
    assert "What to bring This phone, charged and switched on" in words
    assert "It must be so: Not on the blacklist Accounts and locks removed Original invoice seen" in words
    assert grown.imei[:11] not in words.replace(" ", "")


def test_an_ended_plan_asks_for_nothing_to_be_brought(clerk, manager):
    words = words_of(cancelled(sold(actor=clerk), actor=manager))
    assert "What to bring" not in words
    assert "What could lower it" not in words


def test_the_story_of_the_plan_names_no_staff(clerk, manager, clerk_user, grown):
    swapped(grown, asker=clerk, granter=manager)
    claim = opened_claim(Plan.objects.get(pk=grown.pk), actor=clerk)
    words = words_of(Plan.objects.get(pk=grown.pk))
    story = words[words.index("What has happened") :]
    assert "Exchange begun, ₹9,799 held for you" in story
    assert f"IMEI ending {grown.imei[-4:]}, now {claim.handset_imei[-4:]}" in story
    assert "The value began with ₹9,799 6 Feb 2027" in story
    assert f"Plan bought for ₹549 at {grown.store.name} 5 Nov 2026" in story
    assert story.index("Exchange begun") < story.index("The value began") < story.index("Plan bought")
    assert clerk_user.name not in words


def test_the_end_of_a_claim_is_told(clerk, grown):
    settled(accepted(grown, actor=clerk), actor=clerk)
    words = words_of(Plan.objects.get(pk=grown.pk))
    assert "₹9,799 set against your new phone" in words
    assert "This plan was used: the phone was taken back." in words


def test_the_same_page_in_hindi_has_no_english_sentence(clerk, grown):
    opened_claim(grown, actor=clerk)
    words = words_of(grown, "hi")
    assert "आज आपके फ़ोन की पक्की क़ीमत ₹ 9,799" in words
    assert "स्टोर फ़ोन को केवल इसी सूची से जाँचता है। ₹9,799 में से हर ख़राबी पर इतना घटता है:" in words
    assert "दरार, लकीर, धब्बा" in words
    assert "एक्सचेंज शुरू हुआ, आपके लिए ₹9,799 रोके गए" in words
    for english in ("What", "store", "value", "bring", "Paid", "plan "):
        assert english not in words


def text_of_pdf(answer):
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "no-store" in answer["Cache-Control"]
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).split())


def test_the_papers_are_the_customers_own_and_say_duplicate(grown):
    page = page_of(grown).content.decode()
    invoice, certificate = (text_of_pdf(page_of(grown, path=f"{kind}.pdf")) for kind in ("invoice", "certificate"))
    assert grown.invoice.number in invoice
    assert grown.written in certificate
    assert "DUPLICATE" in invoice
    assert "DUPLICATE" in certificate
    assert grown.imei not in certificate.replace(" ", "")
    assert (f"/me/plans/{grown.number}/invoice.pdf" in page, "credit-note.pdf" in page) == (True, False)
    assert {page_of(grown, path=f"{kind}.pdf").status_code for kind in ("credit-note", "voucher", "x")} == {404}


def test_a_cancelled_plan_has_its_credit_note(clerk, manager):
    plan = cancelled(sold(actor=clerk), actor=manager)
    assert plan.credit_note.number in text_of_pdf(page_of(plan, path="credit-note.pdf"))


def test_a_plan_not_paid_yet_has_no_paper(clerk):
    plan = sold(actor=clerk, tenders=[upi()])
    assert "Papers" not in words_of(plan)
    assert page_of(plan, path="certificate.pdf").status_code == 404


def test_papers_of_another_customer_are_not_there(clerk, grown):
    other = sold(actor=clerk, customer_mobile="98104 55499")
    client = signed_in(other.customer)
    assert {client.get(f"/me/plans/{grown.number}/{kind}").status_code for kind in ("", "invoice.pdf", "certificate.pdf")} == {404}


def test_after_a_transfer_the_papers_that_name_the_seller_are_nobodys_here(clerk, grown):
    new, grown = CustomerFactory(), allowing_transfer(grown)
    HolderChange.objects.create(
        plan=grown,
        kind=Change.TRANSFER.value,
        old_customer=grown.customer,
        new_customer=new,
        old_name=grown.customer_name,
        new_name="Meena Joshi",
        new_language="en",
        reason="sold on",
        by_id=clerk.staff_id,
        at=AT,
    )
    client = signed_in(new)
    assert client.get(f"/me/plans/{grown.number}/invoice.pdf").status_code == 404
    assert grown.customer_name not in text_of_pdf(client.get(f"/me/plans/{grown.number}/certificate.pdf"))
    assert signed_in(grown.customer).get(f"/me/plans/{grown.number}/").status_code == 404


def test_after_a_transfer_nothing_is_told_of_what_the_one_before_did_with_it(clerk, grown):
    """Whom they were with, and what they held or refused, is theirs; that the plan was handed on is not."""
    grown = allowing_transfer(grown)
    given_back(reserved(grown).plan)
    decline(opened_claim(grown, actor=clerk), actor=clerk)
    before = words_of(Plan.objects.get(pk=grown.pk))
    grown = Plan.objects.get(pk=grown.pk)
    new = CustomerFactory(name="Meena Joshi")
    put_holder(grown, kind=Change.TRANSFER, customer=new, name=new.name, reason="sold on", actor=clerk, at=AT + timedelta(minutes=1))
    grown = Plan.objects.get(pk=grown.pk)
    after, by_link = words_of(grown), text_of(Client().get(f"/p/{link_of(grown).token}/").content.decode())
    for theirs in ("You held ₹9,799", "You gave back what was held", "Exchange begun", "You kept your phone"):
        assert theirs in before
        assert theirs not in after
    assert "You kept your phone" not in by_link
    assert "Given to another person" in after
    reserved(grown, at=AT + timedelta(days=4))
    assert "You held ₹8,399" in words_of(Plan.objects.get(pk=grown.pk))


def test_a_corrected_mobile_signs_the_old_one_out_and_takes_the_plan_along(clerk, grown):
    old, stranger = signed_in(grown.customer), signed_in(CustomerFactory())
    corrected(grown, actor=clerk)
    assert [client.get("/me/plans/").status_code for client in (old, stranger)] == [302, 200]
    assert CustomerSession.objects.get(customer_id=grown.customer_id).ended_at == AT
    assert signed_in(Customer.objects.get(pk=grown.customer_id)).get(f"/me/plans/{grown.number}/").status_code == 404
    new = Customer.objects.get(mobile="+919810455499")
    assert signed_in(new).get(f"/me/plans/{grown.number}/").status_code == 200


def test_a_corrected_name_signs_nobody_out(clerk, grown):
    client = signed_in(grown.customer)
    corrected(grown, actor=clerk, mobile="98104 55421", name="Farhaan Ali")
    assert client.get("/me/plans/").status_code == 200
