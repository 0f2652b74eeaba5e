"""The one field: what it understands, where it leads, and what it says to the rest."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories.codes import cancelled
from tests.factories.plans import new_imei, sold
from tests.interfaces.counter.pages import text_of, value_of
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.services import cancel_plan, renew_link

pytestmark = pytest.mark.django_db
FIND = "/counter/find/"


def plan_page(plan):
    return reverse("counter:plan", args=[plan.number])


def test_an_imei_with_a_plan_opens_the_plan(clerk, clerk_client, phone):
    imei, other = new_imei(), new_imei()
    plan = sold(actor=clerk, variant=phone, imei=imei, imei2=other)
    for scanned in (imei, f" {imei[:6]}-{imei[6:8]} {imei[8:]} ", other):
        assert clerk_client.post(FIND, {"q": scanned}).url == plan_page(plan)


def test_an_imei_without_a_plan_opens_a_sale_with_the_imei_filled_in_and_out_of_the_address(clerk_client, phone):
    imei = new_imei()
    answer = clerk_client.post(FIND, {"q": imei})
    assert answer.url == "/counter/sell/"
    page = clerk_client.get(answer.url)
    assert value_of(page.content.decode(), "imei") == imei
    # The next sale begins empty: the IMEI was handed over once.
    assert value_of(clerk_client.get(answer.url).content.decode(), "imei") == ""


def test_an_imei_whose_plan_was_cancelled_may_be_sold_anew(clerk, manager, clerk_client, phone, at):
    imei = new_imei()
    plan = sold(actor=clerk, variant=phone, imei=imei)
    cancelled(plan, actor=manager, at=at)
    assert clerk_client.post(FIND, {"q": imei}).url == "/counter/sell/"


def test_another_stores_imei_and_mobile_find_nothing_but_its_exact_number_opens_the_plan(other_clerk, clerk_client, phone):
    imei = new_imei()
    plan = sold(actor=other_clerk, variant=phone, imei=imei)
    assert clerk_client.post(FIND, {"q": imei}).url == "/counter/sell/"
    assert clerk_client.post(FIND, {"q": "98104 55421"}).status_code == 422
    assert clerk_client.post(FIND, {"q": plan.written.lower()}).url == plan_page(plan)


def test_a_mobile_opens_the_one_plan_or_the_customers_plans(clerk, clerk_client, phone):
    plan = sold(actor=clerk, variant=phone)
    for spelt in ("9810455421", "+91 98104-55421", "098104 55421"):
        assert clerk_client.post(FIND, {"q": spelt}).url == plan_page(plan)
    sold(actor=clerk, variant=phone)
    answer = clerk_client.post(FIND, {"q": "9810455421"})
    assert answer.url == reverse("counter:customer_plans", args=[plan.customer_id])
    assert plan.written in clerk_client.get(answer.url).content.decode()


def test_the_customers_link_opens_the_plan_until_it_is_renewed(clerk, clerk_client, phone, at):
    plan = sold(actor=clerk, variant=phone)
    link = f"http://127.0.0.1:8000/p/{plan.links.get().token}/"
    assert clerk_client.post(FIND, {"q": link}).url == plan_page(plan)
    renew_link(plan=plan, actor=clerk, at=at)
    assert clerk_client.post(FIND, {"q": link}).status_code == 422


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Nothing was scanned or typed."),
        ("   ", "Nothing was scanned or typed."),
        ("35000000000000", "These are 14 digits"),
        ("3500000000000011", "These are 16 digits"),
        ("350000000000018", "do not belong together"),
        ("000000000000000", "All zeros"),
        ("३५०००००००००००१९", "0 to 9"),
        ("९८१०४५५४२१", "another script"),
        ("28491/K0XY77120", "This is no IMEI"),
        ("28491K0XY77120", "serial number"),
        ("9PT5-WAM7-VZC", "do not belong together"),
        ("0000-0000-000", "No plan, no claim and no redemption has this number."),
        ("12345", "These are 5 digits"),
        ("1234567890", "These are 10 digits"),
        ("9810499999", "No plan of this store stands under this mobile."),
        ("hello", "This is no IMEI"),
        ("'; DROP TABLE plans_plan; --", "This is no IMEI"),
        ("\x00", "Nothing was scanned or typed."),
        ("x" * 5000, "This is no IMEI"),
    ],
)
def test_what_leads_nowhere_says_why_and_keeps_what_was_typed(clerk_client, traces, typed, words):
    before = traces()
    answer = clerk_client.post(FIND, {"q": typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in text_of(page.split('id="scan-error"')[1].split("</form>")[0])
    assert value_of(page, "q") == typed[:200]
    assert traces() == before


def test_head_office_opens_any_plan_by_number_and_sells_nothing(clerk, head_office_client, phone):
    plan = sold(actor=clerk, variant=phone)
    assert head_office_client.post(FIND, {"q": plan.number}).url == plan_page(plan)
    answer = head_office_client.post(FIND, {"q": new_imei()})
    assert answer.status_code == 422
    assert "No plan stands on this IMEI." in answer.content.decode()


def test_the_newest_standing_plan_wins_over_a_cancelled_one(clerk, manager, clerk_client, phone, at, today):
    imei = new_imei()
    first = sold(actor=clerk, variant=phone, imei=imei)
    cancel_plan(plan=first, reason="store error", ground=Ground.STORE_ERROR, actor=manager, at=at, on=today)
    second = sold(actor=clerk, variant=phone, imei=imei)
    assert clerk_client.post(FIND, {"q": imei}).url == plan_page(second)
