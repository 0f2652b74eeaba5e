"""Reading plans: who sees which, how much of them, and what they are worth."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.factories.plans import days_ago, new_imei, sold
from tests.interfaces.api.till import PLANS, SEARCH, refused, said, sale, till_of, traces
from upgrade_program.interfaces.api import pages
from upgrade_program.plans.services import hold

pytestmark = pytest.mark.django_db
STRANGE = "0000-0000-000"
MASKED_MOBILE = "98••• ••421"


@pytest.fixture
def body():
    return sale(imei=new_imei())


@pytest.fixture
def plan(till, body):
    """As the answer to its own sale."""
    return said(till.sell(body))


def address(plan, tail=""):
    return f"{PLANS}{plan['number']}/{tail}"


def test_the_whole_numbers_are_for_the_sale_itself_and_the_store_s_manager(
    plan, till, manager_till, other_till, other_manager_till, auditor_till
):
    masked = plan | {"imei": "•" * 11 + plan["imei"][-4:], "customer": {"name": "Farhan Ali", "mobile": MASKED_MOBILE}}
    assert said(manager_till.get(address(plan))) == plan
    for stranger in (till, other_till, other_manager_till, auditor_till):
        assert said(stranger.get(address(plan))) == masked


@pytest.mark.parametrize("written", ["{}", "{lower}", "{bare}", "{spaced}"])
def test_a_number_is_read_however_it_is_written(plan, till, written):
    number = plan["number"]
    path = written.format(number, lower=number.lower(), bare=number.replace("-", ""), spaced=number.replace("-", "%20"))
    assert said(till.get(f"{PLANS}{path}/"))["number"] == number


@pytest.mark.parametrize("tail", ["", "value/"])
@pytest.mark.parametrize("number", [STRANGE, "490154203237518", "9810455421", "%00", "x" * 500, "%F0%9F%A4%96", "..", "a-b"])
def test_an_unknown_number_is_not_found(till, number, tail):
    refused(till.get(f"{PLANS}{number}/{tail}"), 404, "not_found")


def test_nobody_reads_without_a_token(plan, nobody):
    before = traces()
    for path in (PLANS, address(plan), address(plan, "value/"), "/api/v1/variants/"):
        answer = nobody.get(path)
        refused(answer, 401, "unauthenticated")
        assert answer["WWW-Authenticate"] == "Bearer"
    refused(nobody.post(SEARCH, {"number": plan["number"]}), 401, "unauthenticated")
    assert traces() == before


def test_the_value_of_today_and_of_any_day_with_its_working(plan, till):
    assert said(till.get(address(plan, "value/"))) == {
        "on": "2027-05-03",
        "value_status": "waiting",
        "percent": 0,
        "assured": "0.00",
        "tier": None,
        "held": None,
        "next": {"on": "2027-08-04", "assured": "9799.00"},
        "working": [
            "SRP on the bill date: ₹13,999",
            "Bill date 3 May 2027 + 3 months: 3 Aug 2027",
            "3 May 2027 is not after it: nothing yet. From 4 Aug 2027: ₹9,799",
        ],
    }
    assert said(till.get(address(plan, "value/?on=2027-08-04"))) == {
        "on": "2027-08-04",
        "value_status": "open",
        "percent": 70,
        "assured": "9799.00",
        "tier": {"from": "2027-08-04", "through": "2027-11-03"},
        "held": None,
        "next": {"on": "2027-11-04", "assured": "8399.00"},
        "working": [
            "SRP on the bill date: ₹13,999",
            "Bill date 3 May 2027 + 3 months: 3 Aug 2027",
            "4 Aug 2027 is after it, through 3 Nov 2027: 70 %",
            "13,999 × 70 % = 9,799.30: ₹9,799",
        ],
    }
    ended = said(till.get(address(plan, "value/?on=2028-08-04")))
    assert (ended["value_status"], ended["assured"], ended["tier"], ended["next"]) == ("expired", "0.00", None, None)


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31", "2028-02-29"])
def test_every_day_of_the_calendar_has_an_answer(plan, till, on):
    assert said(till.get(address(plan, f"value/?on={on}")))["on"] == on


@pytest.mark.parametrize(
    "on", ["", "tomorrow", "2027-02-29", "2027-5-3", "20270503", "03-05-2027", "2027-05-03T00:00", "%00", "2027-W01-1"]
)
def test_a_day_that_is_none_is_refused(plan, till, on):
    refused(till.get(address(plan, f"value/?on={on}")), 422, "invalid", "on")


def test_a_held_tier_is_told(till, clerk, clock):
    plan = sold(actor=clerk, at=days_ago(184))  # 31 Oct 2026: its 70 % end on 30 Apr 2027
    assert said(till.get(f"{PLANS}{plan.number}/value/?on=2027-04-30"))["percent"] == 70
    hold(plan_id=plan.pk, percent=70, through=datetime(2027, 5, 6, tzinfo=UTC).date())
    value = said(till.get(f"{PLANS}{plan.number}/value/"))
    assert (value["percent"], value["assured"], value["held"]) == (
        70,
        "9799.00",
        {"percent": 70, "assured": "9799.00", "through": "2027-05-06"},
    )


def test_the_day_is_the_day_in_india(plan, clerk_user, clock):
    clock.move_to(datetime(2027, 8, 3, 18, 29, tzinfo=UTC))  # 23:59 in India
    till = till_of(clerk_user)
    assert said(till.get(address(plan, "value/")))["value_status"] == "waiting"
    clock.move_to(datetime(2027, 8, 3, 18, 31, tzinfo=UTC))  # 00:01
    assert said(till.get(address(plan, "value/")))["on"] == "2027-08-04"
    assert said(till.get(address(plan)))["value_status"] == "open"


def test_the_list_holds_the_own_store_s_plans_newest_first(till, other_till, auditor_till, head_office_till):
    own = [said(till.sell(sale()))["number"] for _ in range(3)]
    foreign = said(other_till.sell(sale()))["number"]
    assert [plan["number"] for plan in said(till.get(PLANS))["results"]] == own[::-1]
    assert [plan["number"] for plan in said(other_till.get(PLANS))["results"]] == [foreign]
    for office in (auditor_till, head_office_till):
        assert [plan["number"] for plan in said(office.get(PLANS))["results"]] == [foreign, *own[::-1]]
        assert {plan["customer"]["mobile"] for plan in said(office.get(PLANS))["results"]} == {MASKED_MOBILE}


def test_the_list_is_narrowed_by_how_plans_stand_today(till, clerk):
    waiting = sold(actor=clerk).written
    running = sold(actor=clerk, at=days_ago(200)).written
    ended = sold(actor=clerk, at=days_ago(600)).written  # the job has not come by yet: dates decide
    for status, numbers in {"waiting": [waiting], "open": [running], "expired": [ended], "cancelled": [], "redeemed": []}.items():
        results = said(till.get(f"{PLANS}?value_status={status}"))["results"]
        assert [plan["number"] for plan in results] == numbers
        assert all(plan["value_status"] == status for plan in results)


@pytest.mark.parametrize(
    "query", ["value_status=gold", "value_status=", "cursor=abc", "cursor=%00", "cursor=YTk5OTk5OTk5OTk5OTk5OTk5OTk=", "limit=5"]
)
def test_a_query_nobody_knows_is_refused(till, query):
    refused(till.get(f"{PLANS}?{query}"), 422, "invalid", query.split("=")[0])


def test_pages_follow_each_other_both_ways_while_plans_are_being_sold(till, monkeypatch):
    monkeypatch.setattr(pages, "SIZE", 2)
    numbers = [said(till.sell(sale()))["number"] for _ in range(5)][::-1]
    first = said(till.get(PLANS))
    said(till.sell(sale()))
    second = said(till.get(first["next"]))
    third = said(till.get(second["next"]))
    assert [[plan["number"] for plan in page["results"]] for page in (first, second, third)] == [numbers[:2], numbers[2:4], numbers[4:]]
    assert (first["previous"], third["next"]) == (None, None)
    assert said(till.get(third["previous"]))["results"] == second["results"]
    back = said(till.get(second["previous"]))
    assert back["results"] == first["results"]
    assert back["previous"] is not None  # the sale made meanwhile


def test_searching_by_number_opens_any_store_s_plan_masked(plan, other_till):
    page = said(other_till.post(SEARCH, {"number": plan["number"].lower()}))
    assert [(found["number"], found["customer"]["mobile"]) for found in page["results"]] == [(plan["number"], MASKED_MOBILE)]
    assert (page["next"], page["previous"]) == (None, None)


@pytest.mark.parametrize("known", ["imei", "mobile"])
def test_imei_and_mobile_find_the_own_store_s_plans_only(plan, body, till, other_till, head_office_till, known):
    """What another store sold and what nobody sold answer alike (reliability S5)."""
    asked = {"imei": body["imei"]} if known == "imei" else {"mobile": "09810455421"}
    unknown = {"imei": new_imei()} if known == "imei" else {"mobile": "9810455422"}
    assert [found["number"] for found in said(till.post(SEARCH, asked))["results"]] == [plan["number"]]
    assert [found["number"] for found in said(head_office_till.post(SEARCH, asked))["results"]] == [plan["number"]]
    foreign, nothing = other_till.post(SEARCH, asked), other_till.post(SEARCH, unknown)
    assert (foreign.status_code, foreign.content, foreign.headers) == (nothing.status_code, nothing.content, nothing.headers)
    assert said(foreign) == {"results": [], "next": None, "previous": None}


def test_an_unknown_number_finds_nothing(till):
    for number in (STRANGE, "490154203237518", "hello"):
        assert said(till.post(SEARCH, {"number": number}))["results"] == []


def test_many_plans_of_one_mobile_come_in_pages(till, monkeypatch):
    monkeypatch.setattr(pages, "SIZE", 2)
    numbers = [said(till.sell(sale()))["number"] for _ in range(3)][::-1]
    first = said(till.post(SEARCH, {"mobile": "9810455421"}))
    assert "9810455421" not in first["next"]
    second = said(till.post(first["next"], {"mobile": "9810455421"}))
    assert [plan["number"] for plan in first["results"] + second["results"]] == numbers


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"imei": "490154203237519"}, "imei_invalid", "imei"),
        ({"imei": "49015420323751"}, "imei_invalid", "imei"),
        ({"mobile": "12345"}, "mobile_invalid", "mobile"),
        ({"number": 5}, "invalid", "number"),
        ({"number": "a\x00"}, "invalid", "number"),
        ({"name": "Farhan"}, "invalid", "name"),
    ],
)
def test_a_search_that_cannot_be_made_is_refused(till, body, code, field):
    before = traces()
    problem = refused(till.post(SEARCH, body), 422, code)
    assert field in {error["field"] for error in problem["errors"]}
    assert code in {error["code"] for error in problem["errors"]}
    assert traces() == before


@pytest.mark.parametrize("body", [{}, {"imei": ""}, {"imei": "490154203237518", "mobile": "9810455421"}])
def test_a_search_is_for_exactly_one_thing(till, body):
    assert refused(till.post(SEARCH, body), 422, "invalid")["errors"][0]["field"] is None
