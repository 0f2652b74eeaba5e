"""What a plan says on paper agrees with the plan: every amount, day, number and tier, in both languages, on A4 and on the slip."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.factories.plans import AT, TODAY, sellable, sold, upi
from tests.foundation.documents import reading
from upgrade_program.billing.models import TaxDocument
from upgrade_program.foundation.documents.engine import render
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.wording import day_text, rupees_text
from upgrade_program.plans.enums import Basis, Ground
from upgrade_program.plans.models import Plan, TermsCheck
from upgrade_program.plans.paper import certificate_paper, payment_request_paper, plan_on, slip_lines
from upgrade_program.plans.paper_words import WORDS
from upgrade_program.plans.services import cancel_plan
from upgrade_program.plans.terms import tier_table

pytestmark = pytest.mark.django_db
LINK = "http://127.0.0.1:8000/p/AbCdEfGhIjKlMnOpQrStUv/"
LONG_NAME = "Venkatanarasimharajuvaripeta Subrahmanyeswara Lakshmi Narasimha Prasad Chattopadhyay-Krishnamurthy R"


@pytest.fixture
def plan(clerk: Actor) -> Plan:
    return sold(actor=clerk, variant=sellable())


def said(plan: Plan, *, language: str = "en", full: bool = True, duplicate: bool = False, link: str = LINK) -> str:
    paper = certificate_paper(plan, link, language=language, full=full, duplicate=duplicate)
    pdf = render(template="certificate", data=paper, language=language)
    assert reading.pages(pdf) == 1
    return reading.tight(reading.words(pdf))


@pytest.mark.parametrize("language", ["en", "hi"])
def test_the_certificate_tells_the_plans_own_figures(plan: Plan, language: str) -> None:
    text = said(plan, language=language)
    assert plan.invoice is not None
    days = [plan.bill_date, plan.expires_on, plan.free_look_until]
    tiers = tier_table(plan.promise.terms, bill_date=plan.bill_date, base=plan.base)
    assert [tier.value for tier in tiers] == [Decimal(9_799), Decimal(8_399), Decimal(7_000), Decimal(5_600)]
    for tier in tiers:
        share = f"{tier.percent} % of {rupees_text(plan.base)}" if language == "en" else f"{rupees_text(plan.base)} का {tier.percent} %"
        row = f"{day_text(tier.start, language)} {day_text(tier.end, language)} {share} {rupees_text(tier.value)}"
        assert reading.tight(row) in text, row
        assert text.count(rupees_text(tier.value)) >= 2, "in the chart and in the table"
    for day in days:
        assert reading.tight(day_text(day, language)) in text
    for fact in (
        plan.written,
        plan.device,
        plan.customer_name,
        plan.invoice.number,
        rupees_text(plan.price),
        plan.store.code,
        plan.sold_by.name,
    ):
        assert reading.tight(str(fact)) in text, fact
    assert f"v{plan.frozen['version']}" in text
    assert reading.tight("865713") not in text or plan.imei.startswith("865713")
    assert plan.imei in text.replace(" ", "")


def test_the_figure_comes_first_and_both_languages_stand_on_it(plan: Plan) -> None:
    text = said(plan)
    assert text.index("9,799") < text.index("8,399")
    for words in (
        "Certificate of assured value",
        "आश्वस्त मूल्य का प्रमाणपत्र",
        "Your Redmi Note 9 Pro 4/64 is worth up to ₹9,799 from 4 Aug 2027 to 3 Nov 2027, against a new phone",
        "Nothing before 4 Aug 2027 or after 3 Aug 2028.",
        "It is not cash.",
        "यह नक़द नहीं है।",
        "What lowers the value, by version 1 of the terms, in % of it for a minor and a major fault: Display 10/25, Touch 8/20",
        "छोटी और बड़ी ख़राबी पर क़ीमत के % में: डिस्प्ले 10/25, टच 8/20, कैमरा 5/15",
        "Nothing is given for a phone that does not power on",
        "Made 3 May 2027, 11:42 IST",
    ):
        assert reading.tight(words) in text, words


@pytest.mark.parametrize("language", ["en", "hi"])
def test_each_faults_price_is_that_of_the_plans_own_frozen_terms(plan: Plan, language: str) -> None:
    """Titles come from the check list, figures from the plan's copy: neither a later version nor this file's words reach them."""
    rows = list(TermsCheck.objects.filter(terms=plan.terms_id).order_by("place"))
    assert len(rows) == 8
    lowers = certificate_paper(plan, LINK, language=language)["lowers"]
    assert ", ".join(f"{row.words[language]['title']} {row.minor}/{row.major}" for row in rows) in lowers
    assert lowers == certificate_paper(plan, LINK, language={"en": "hi", "hi": "en"}[language])["lowers_other"]
    plan.frozen["checks"][0] = ["display", 11, 33]
    assert reading.tight(f"{rows[0].words[language]['title']} 11/33") in said(plan, language=language)


def test_no_other_figure_stands_in_the_promise_and_a_plan_without_check_list_names_no_faults(plan: Plan) -> None:
    paper = certificate_paper(plan, LINK, language="en")
    for words in (paper["promise"], paper["promise_other"]):
        assert not [sign for sign in words if sign.isdigit() or sign == "%"]
    plan.frozen["checks"] = []
    for language in ("en", "hi"):
        lowers = certificate_paper(plan, LINK, language=language)["lowers"]
        assert not [sign for sign in lowers if sign.isdigit() or sign == "%"]
        assert lowers in {WORDS[one]["gives_nothing"] for one in ("en", "hi")}


def test_the_imei_is_masked_unless_it_may_be_seen(plan: Plan) -> None:
    masked = said(plan, full=False)
    assert plan.imei not in masked
    assert plan.imei[-4:-1] in masked
    assert "•••••••••••" in masked


def test_the_code_opens_the_customers_page_or_holds_the_number(plan: Plan) -> None:
    linked, plain = (certificate_paper(plan, link, language="en") for link in (LINK, ""))
    assert linked["code"] != plain["code"]
    assert (linked["code_words"], plain["code_words"]) == ("Scan for the value, the days and the terms", "Show this code in any store")


def test_a_reprint_and_a_plan_that_is_over_say_so(plan: Plan, manager: Actor) -> None:
    assert "DUPLICATE" not in said(plan)
    assert "DUPLICATE" in said(plan, duplicate=True)
    assert "DUPLICATE" in said(plan, duplicate=True, language="hi")
    over = cancel_plan(plan=plan, reason="phone came back", ground=Ground.PHONE_RETURNED, actor=manager, at=AT, on=TODAY)
    assert reading.tight("This plan was cancelled: the certificate gives nothing any more.") in said(over)
    assert "cancelled" not in said(plan)


def test_a_lower_basis_is_told(plan: Plan) -> None:
    plan.frozen["basis"] = Basis.LOWER.value
    assert reading.tight("from the lower of list price and phone bill on the bill date") in said(plan)


def test_long_names_and_odd_days_stay_on_one_page(clerk: Actor, manager: Actor) -> None:
    phone = sellable(name="Mi 10 Ultra Transparent Edition Special Collector", brand="Mi", srp=1_234_567, price=1_699)
    plan = sold(actor=clerk, variant=phone, price="1699", customer_name=LONG_NAME, at=AT.replace(month=12, day=31))
    assert plan.bill_date == date(2027, 12, 31)
    plan = cancel_plan(
        plan=plan,
        reason="phone came back",
        ground=Ground.PHONE_RETURNED,
        actor=manager,
        at=AT.replace(year=2028),
        on=TODAY.replace(year=2028),
    )
    for language in ("en", "hi"):
        text = said(plan, language=language, duplicate=True)
        assert reading.tight(LONG_NAME) in text
        assert "₹8,64,197" in text


def test_the_slip_holds_the_same_tiers(plan: Plan) -> None:
    slip = slip_lines(plan, language="en", full=True)
    assert slip["tiers"] == [
        ["4 Aug 2027", "3 Nov 2027", "₹9,799"],
        ["4 Nov 2027", "3 Feb 2028", "₹8,399"],
        ["4 Feb 2028", "3 May 2028", "₹7,000"],
        ["4 May 2028", "3 Aug 2028", "₹5,600"],
    ]
    assert slip["customer"] == "Farhan Ali, 98••• ••421"
    assert slip["imei"].replace(" ", "") == f"IMEI{plan.imei}"
    assert plan.imei[:11] not in slip_lines(plan, language="en")["imei"].replace(" ", "")


@pytest.mark.parametrize("language", ["en", "hi"])
def test_a_payment_request_is_plainly_no_tax_invoice(clerk: Actor, language: str) -> None:
    plan = sold(actor=clerk, variant=sellable(), tenders=[upi("", "549")])
    paper = payment_request_paper(plan, due=Decimal(549), upi="upi://pay?pa=dl01@examplebank&am=549.00", language=language)
    pdf = render(template="payment_request", data=paper, language=language)
    text = reading.tight(reading.words(pdf))
    assert reading.pages(pdf) == 1
    words = {"en": "This is not a tax invoice.", "hi": "यह टैक्स इनवॉइस नहीं है।"}[language]
    assert text.count(reading.tight(words)) == 2
    for fact in (plan.written, plan.device, plan.customer_name, "₹549", day_text(TODAY, language), plan.store.gstin, "dl01@examplebank"):
        assert reading.tight(fact) in text, fact
    assert "CGST" not in text.replace(reading.tight(plan.written), "")  # which may hold it by chance
    assert "/I27/" not in text


def test_a_payment_request_counts_what_came_already_and_does_without_a_code(clerk: Actor) -> None:
    plan = sold(actor=clerk, variant=sellable(), tenders=[upi("412345678901", "300"), upi("", "249")])
    paper = payment_request_paper(plan, due=Decimal(249), upi="", language="en")
    assert ["Already received", "₹300"] in paper["facts"]
    assert paper["in_words"][1] == "Rupees two hundred and forty-nine only"
    assert paper["code"] == ""
    assert reading.tight("takes no UPI payments by code") in reading.tight(
        reading.words(render(template="payment_request", data=paper, language="en"))
    )


def test_the_plan_of_a_document(plan: Plan, manager: Actor) -> None:
    over = cancel_plan(plan=plan, reason="phone came back", ground=Ground.PHONE_RETURNED, actor=manager, at=AT, on=TODAY)
    invoice, note = TaxDocument.objects.order_by("id")
    assert (plan_on(invoice), plan_on(note)) == (over, over)
