"""What is owed, on head office's desk: the sums, the calendar, the plans behind a day, the file, and what is not there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from stores.models import Store
from tests.factories.plans import AT, TODAY, days_ago, sellable, sold
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.interfaces.headoffice.exposure import listed
from upgrade_program.interfaces.headoffice.templatetags.exposure import short_rupees
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan
from upgrade_program.reporting.exposure import plans as plan_lists
from upgrade_program.reporting.exposure.counting import build

pytestmark = pytest.mark.django_db
OVERVIEW, CALENDAR, PLANS, EXPORT = (reverse(f"admin:exposure{name}") for name in ("", "_calendar", "_plans", "_export"))
BILLED = date(2026, 11, 5)  # falls from ₹9,799 to ₹8,399 on 6 May 2027


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def plans(clerk: Actor) -> list[Plan]:
    found = [sold(actor=clerk, at=days_ago((TODAY - BILLED).days)) for _ in range(3)]
    sold(actor=clerk, at=AT)
    build(on=TODAY, at=AT)
    return found


def seen(client: Client, page: str, **asked: Any) -> str:
    answer = client.get(page, asked)
    assert answer.status_code == 200, answer
    return " ".join(answer.content.decode().split())


def file_of(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_the_sums_say_what_is_owed_and_from_when(auditor_client: Client, plans: list[Plan]) -> None:
    page = seen(auditor_client, OVERVIEW)
    for words in ("₹29,397", "3 May 2027", "DL01 Mi Home Nehru Place", "May 2027", "₹4,200", "too little past", "11:42"):
        assert words in page
    assert "Redmi Note 9 Pro" in seen(auditor_client, OVERVIEW, by="model")
    assert "Nov 2026" in seen(auditor_client, OVERVIEW, by="month")


@pytest.mark.parametrize("by", ["store", "model", "month"])
def test_its_statements_do_not_grow_with_what_it_shows(
    head_office_client: Client,
    plans: list[Plan],
    other_clerk: Actor,
    by: str,
    django_assert_num_queries: Any,
    django_assert_max_num_queries: Any,
) -> None:
    seen(head_office_client, OVERVIEW, by=by)
    with django_assert_max_num_queries(20) as counted:
        seen(head_office_client, OVERVIEW, by=by)
    for n in range(4):
        sold(actor=other_clerk, variant=sellable(name=f"Redmi {n}", srp=8_999, price=549), at=days_ago(100 + 40 * n))
    build(on=TODAY, at=AT)
    with django_assert_num_queries(len(counted)):
        seen(head_office_client, OVERVIEW, by=by)


def test_before_the_first_count_and_without_plans_it_says_so(head_office_client: Client) -> None:
    assert "Nothing was counted yet" in seen(head_office_client, OVERVIEW)
    assert "Nothing was counted yet" in seen(head_office_client, CALENDAR)
    build(on=TODAY, at=AT)
    assert "Nothing is owed" in seen(head_office_client, OVERVIEW)
    assert "No plan falls in this month" in seen(head_office_client, CALENDAR)


def test_the_calendar_leads_to_the_plans_of_a_day_and_to_their_file(head_office_client: Client, plans: list[Plan]) -> None:
    page = seen(head_office_client, CALENDAR)
    assert 'href="/admin/exposure/plans/?falls=2027-05-06"' in page
    assert "3 plans" in page
    listed_plans = seen(head_office_client, PLANS, falls="2027-05-06")
    for plan in plans:
        assert plan.written in listed_plans
        assert plan.imei not in listed_plans
        assert plan.customer_name not in listed_plans
    assert ("₹9,799" in listed_plans, "₹8,399" in listed_plans) == (True, True)
    answer = head_office_client.post(EXPORT, {"falls": "2027-05-06"})
    header, *rows = file_of(answer)
    assert header[0] == "plan"
    assert sorted(row[0] for row in rows) == sorted(plan.written for plan in plans)
    assert {tuple(row[-2:]) for row in rows} == {("9799", "8399")}
    assert not any(plan.imei in "".join(row) for plan in plans for row in rows)
    trail = AuditRow.objects.get(verb="exposure.exported")
    assert (trail.after, trail.actor_role) == ({"plans": "falls=2027-05-06"}, "headoffice")


def test_a_file_that_would_be_too_long_says_so(head_office_client: Client, plans: list[Plan], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listed, "MOST", 2)
    rows = file_of(head_office_client.post(EXPORT, {"falls": "2027-05-06"}))
    assert (len(rows), rows[-1][0].startswith("Only the first")) == (4, True)


def test_a_name_that_a_spreadsheet_would_run_is_text(head_office_client: Client, clerk: Actor, store: Store) -> None:
    sold(actor=clerk, variant=sellable(name="=Redmi()"), at=days_ago(120))
    (_, row) = file_of(head_office_client.post(EXPORT, {"store": str(store.pk)}))
    assert row[2].startswith("'=Redmi()")


def test_the_list_goes_on_by_a_cursor_and_shows_each_plan_once(
    head_office_client: Client, plans: list[Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_lists, "PAGE", 2)
    first = head_office_client.get(PLANS, {"falls": "2027-05-06"})
    second = head_office_client.get(PLANS + "?" + first.context["following"])
    shown = [row.plan.pk for answer in (first, second) for row in answer.context["rows"]]
    assert (sorted(shown), second.context["following"]) == (sorted(plan.pk for plan in plans), "")


def test_by_store_model_and_bill_month(head_office_client: Client, plans: list[Plan], store: Store, other_store: Store) -> None:
    model = plans[0].variant.model
    for asked in ({"store": store.pk}, {"model": model.pk}, {"billed": "2026-11"}, {"store": store.pk, "falls": "2027-05-06"}):
        assert plans[0].written in seen(head_office_client, PLANS, **asked), asked
    for asked in ({"store": other_store.pk}, {"billed": "2026-12"}, {"falls": "2027-05-07"}):
        assert plans[0].written not in seen(head_office_client, PLANS, **asked), asked
    assert "No plan falls then" in seen(head_office_client, PLANS, falls="2027-05-07")
    assert "3 plans" in seen(head_office_client, CALENDAR, store=store.pk)
    assert "3 plans" in seen(head_office_client, CALENDAR, model=model.pk)
    assert "No plan falls" in seen(head_office_client, CALENDAR, store=other_store.pk)


@pytest.mark.parametrize(
    "asked",
    [
        *({}, {"falls": "soon"}, {"falls": "1999-01-01"}, {"store": "x"}, {"store": "9" * 30}, {"store": "9" * 18}, {"model": "-1"}),
        *({"model": "99"}, {"billed": "2027"}, {"billed": "2027-13"}, {"billed": "9999-12"}),
    ],
)
def test_what_cannot_be_read_is_not_there(head_office_client: Client, asked: dict[str, str]) -> None:
    assert head_office_client.get(PLANS, asked).status_code == 404
    assert head_office_client.post(EXPORT, asked).status_code == 404
    assert not AuditRow.objects.filter(verb="exposure.exported").exists()


@pytest.mark.parametrize("place", ["x", "2027-05-06.", "2027-05-06.x", "2027-99-06.1", "2027-05-06.²", ".1"])
def test_a_made_up_place_is_the_beginning(head_office_client: Client, plans: list[Plan], place: str) -> None:
    assert plans[0].written in seen(head_office_client, PLANS, falls="2027-05-06", after=place)


def test_it_is_reached_from_the_index(auditor_client: Client) -> None:
    assert f'href="{OVERVIEW}"' in seen(auditor_client, reverse("admin:index"))


def test_the_days_of_the_calendar_add_up_to_its_month(head_office_client: Client, plans: list[Plan]) -> None:
    answer = head_office_client.get(CALENDAR, {"month": "2027-08"})
    month = answer.context["month"]
    assert (month.falls, month.less) == (3, Decimal(4_197))  # from ₹8,399 to ₹7,000 on 6 Aug
    assert [day.on for day in month.days if day.falls] == [date(2027, 8, 6)]
    assert all(not day.over for day in month.days)
    may = head_office_client.get(CALENDAR).context["month"]
    assert [day.on for day in may.days if day.over] == [date(2027, 5, 1) + timedelta(days=n) for n in range(2)]


@pytest.mark.parametrize(
    ("amount", "words"),
    [(0, "₹0"), (99_999, "₹99,999"), (100_000, "₹1 L"), (459_999, "₹4.5 L"), (9_999_999, "₹99.9 L"), (123_456_789_012, "₹12,345.6 Cr")],
)
def test_a_narrow_column_tells_lakhs_and_crores_and_never_more_than_there_is(amount: int, words: str) -> None:
    assert short_rupees(Decimal(amount)) == words
