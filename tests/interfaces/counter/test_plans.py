"""Lists of plans: whose they are, how they are narrowed, how many queries they take, and how they leave as a file."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.plans import AT, TODAY, days_ago, new_imei, sold, upi
from tests.interfaces.counter.pages import text_of
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.csv_export import safe
from upgrade_program.interfaces.counter.list_page import BoundedPaginator
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db
LIST = "/counter/plans/"


def listed(client, **query):
    page = client.get(LIST, query).content.decode()
    return {plan.number for plan in Plan.objects.all() if plan.written in page}


def test_own_plans_for_a_store_all_for_head_office(clerk, other_clerk, clerk_client, head_office_client, auditor_client, phone):
    own, other = sold(actor=clerk, variant=phone), sold(actor=other_clerk, variant=phone)
    assert listed(clerk_client) == {own.number}
    assert listed(head_office_client) == listed(auditor_client) == {own.number, other.number}


def test_the_filters_go_by_the_dates(clerk, clerk_client, phone):
    waiting = sold(actor=clerk, variant=phone).number
    opened = sold(actor=clerk, variant=phone, at=days_ago(120)).number
    # Bought on 5 Nov 2026: the last day of the first tier is 5 May 2027, in two days.
    falls = sold(actor=clerk, variant=phone, at=AT.replace(year=2026, month=11, day=5)).number
    pending = sold(actor=clerk, variant=phone, tenders=[upi()]).number
    late = sold(actor=clerk, variant=phone, at=days_ago(500)).number  # still active in its row: no job has run
    assert listed(clerk_client, status="waiting") == {waiting}
    assert listed(clerk_client, status="open") == {opened, falls}
    assert listed(clerk_client, status="falls") == {falls}
    assert listed(clerk_client, status="pending") == {pending}
    assert listed(clerk_client, status="expired") == {late}
    assert listed(clerk_client, status="redeemed") == set()
    assert listed(clerk_client, status="nonsense") == set()


def test_the_search_takes_names_phones_and_numbers(clerk, clerk_client, phone):
    asha = sold(actor=clerk, variant=phone, customer_name="Asha Rao", customer_mobile="98104 55422")
    farhan = sold(actor=clerk, variant=phone)
    assert listed(clerk_client, q="asha") == {asha.number}
    assert listed(clerk_client, q="note farhan") == {farhan.number}
    assert listed(clerk_client, q=asha.written) == {asha.number}
    assert listed(clerk_client, q="I27/00002") == {farhan.number}
    assert "No plan fits" in text_of(clerk_client.get(LIST, {"q": "zzz"}).content.decode())


@pytest.mark.parametrize("personal", ["9810455421", "98104 55421", "350000000000019", "35-000000-000001-9"])
def test_a_mobile_or_imei_is_not_searched_for_in_an_address(clerk_client, store, personal):
    answer = clerk_client.get(LIST, {"q": personal})
    assert answer.url == f"{LIST}?personal=1"
    assert "It would stand in the address" in clerk_client.get(answer.url).content.decode()


def test_the_order_is_as_asked(clerk, clerk_client, phone):
    second = sold(actor=clerk, variant=phone, customer_name="Bela")
    first = sold(actor=clerk, variant=phone, customer_name="Asha", customer_mobile="98104 55422", at=days_ago(200))
    page = clerk_client.get(LIST, {"sort": "name"}).content.decode()
    assert page.index(first.written) < page.index(second.written)
    page = clerk_client.get(LIST, {"sort": "oldest"}).content.decode()
    assert page.index(second.written) < page.index(first.written)
    assert clerk_client.get(LIST, {"sort": "; drop"}).status_code == 200


def test_the_list_comes_in_pages(clerk, clerk_client, phone, monkeypatch):
    monkeypatch.setattr("upgrade_program.interfaces.counter.list_page.PER_PAGE", 2)
    for _ in range(3):
        sold(actor=clerk, variant=phone)
    page = clerk_client.get(LIST, {"status": "waiting"}).content.decode()
    assert "Page 1 of 2" in text_of(page)
    assert "?status=waiting&amp;page=2" in page
    assert "Page 2 of 2" in text_of(clerk_client.get(LIST, {"page": "999"}).content.decode())
    assert "Page 1 of 2" in text_of(clerk_client.get(LIST, {"page": "x"}).content.decode())


def test_counting_stops_at_a_bound(clerk, phone, monkeypatch):
    monkeypatch.setattr("upgrade_program.interfaces.counter.list_page.MOST", 2)
    for _ in range(3):
        sold(actor=clerk, variant=phone)
    assert BoundedPaginator(Plan.objects.all(), 20).count == 2


def test_an_empty_list_says_what_will_stand_here(clerk_client, store, head_office_client):
    words = text_of(clerk_client.get(LIST).content.decode())
    assert "No plan was sold here yet" in words
    assert "Sell the first plan" in words
    assert "Sell the first plan" not in text_of(head_office_client.get(LIST).content.decode())


@pytest.mark.parametrize("address", [LIST, "/counter/", "/counter/customers/{customer}/"])
def test_a_list_takes_as_many_queries_for_three_rows_as_for_one(clerk, clerk_client, phone, address):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert clerk_client.get(address.format(customer=plan.customer_id)).status_code == 200
        return len(asked)

    sold(actor=clerk, variant=phone, tenders=[upi()])
    plan = sold(actor=clerk, variant=phone, at=AT.replace(year=2026, month=11, day=5))
    queries()
    few = queries()
    for _ in range(2):
        sold(actor=clerk, variant=phone, tenders=[upi()])
        sold(actor=clerk, variant=phone, at=AT.replace(year=2026, month=11, day=5))
    assert queries() == few <= 8


def test_a_customer_without_a_plan_here_is_not_there(other_clerk, clerk_client, phone):
    plan = sold(actor=other_clerk, variant=phone)
    assert clerk_client.get(f"/counter/customers/{plan.customer_id}/").status_code == 404
    assert clerk_client.get("/counter/customers/999999/").status_code == 404


def rows_of(answer):
    text = b"".join(answer.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_file_is_masked_formula_safe_and_audited(clerk, clerk_client, store, phone):
    evil = sold(actor=clerk, variant=phone, customer_name="=HYPERLINK(Asha)", imei=new_imei())
    sold(actor=clerk, variant=phone, at=days_ago(500))
    answer = clerk_client.post("/counter/plans/export/", {"status": "waiting"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="plans-2027-05-03.csv"'
    [row] = rows_of(answer)
    assert row["customer"] == "'=HYPERLINK(Asha)"
    assert (row["plan"], row["value_status"], row["value_today"], row["price"]) == (evil.written, "waiting", "0", "549.00")
    assert (row["imei"], row["mobile"]) == (f"•••••••••••{evil.imei[-4:]}", "98••• ••421")
    audit = AuditRow.objects.get(verb="plans.exported")
    assert (audit.actor_id, audit.subject, audit.chain) == (clerk.staff_id, f"store:{store.pk}", store.pk)
    assert audit.after == {"rows": 1, "status": "waiting", "searched": False}


def test_an_export_of_another_stores_plans_is_empty(other_clerk, clerk_client, phone):
    sold(actor=other_clerk, variant=phone)
    assert rows_of(clerk_client.post("/counter/plans/export/", {})) == []


def test_an_export_is_never_a_link(clerk_client, store):
    assert clerk_client.get("/counter/plans/export/").status_code == 405


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1", "＝1", "－1"])
def test_a_cell_that_begins_like_a_formula_is_put_out_of_action(cell):
    assert safe(cell) == f"'{cell}"


def test_plain_cells_stay_as_they_are():
    assert [safe(cell) for cell in ("Asha", "98••• ••421", None, -5, "3 = 3")] == ["Asha", "98••• ••421", "", "-5", "3 = 3"]


def test_the_week_of_falls_is_seven_days(clerk, clerk_client, phone):
    bill = AT.replace(year=2026, month=11)
    in_time = sold(actor=clerk, variant=phone, at=bill.replace(day=9)).number  # last day 9 May
    sold(actor=clerk, variant=phone, at=bill.replace(day=10))  # last day 10 May: a week from today
    assert listed(clerk_client, status="falls") == {in_time}
    assert TODAY + timedelta(days=6) == Plan.objects.get(number=in_time).fall_days[0]
