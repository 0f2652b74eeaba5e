"""The plan page: the value and its working on every kind of day, what happened, what may be done, and what is masked from whom."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stores.clock import STORE_TIME
from tests.buyback.acts import ask_extension
from tests.factories.claims import BILLED, offered, old_plan, opened, settled
from tests.factories.life import swapped
from tests.factories.plans import AT, TODAY, days_ago, sold, upi
from tests.interfaces.counter.pages import error_at, text_of, value_of
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import cancel_plan, expire_due_plans, hold

pytestmark = pytest.mark.django_db


def address(plan, tail=""):
    return f"/counter/plans/{plan.number}/{tail}"


@pytest.fixture
def plan(clerk, phone):
    return sold(actor=clerk, variant=phone)


# Bill 3 May 2027: 70 % from 4 Aug, 60 % from 4 Nov, 50 % from 4 Feb 2028, 40 % from 4 May through 3 Aug 2028.
DAYS = [
    ("2027-08-03", "nothing yet", "₹9,799 from 4 Aug 2027"),
    ("2027-08-04", "until 3 Nov 2027", "then ₹8,399"),
    ("2027-11-03", "until 3 Nov 2027", "₹1,400 less in 1 day"),
    ("2027-11-04", "until 3 Feb 2028", "13,999 × 60 % = 8,399.40"),
    ("2028-08-03", "until 3 Aug 2028", "₹5,600 less in 1 day"),
    ("2028-08-04", "ended on 3 Aug 2028", "the promise has ended"),
]


@pytest.mark.parametrize(("day", "until", "words"), DAYS)
def test_the_value_on_the_days_around_a_fall(manager_user, client_for, plan, day, until, words):
    at = datetime.fromisoformat(f"{day}T11:00").replace(tzinfo=STORE_TIME)
    with time_machine.travel(at, tick=False):
        page = text_of(client_for(manager_user).get(address(plan)).content.decode())
    assert until in page
    assert words in page


def test_a_hold_is_shown_with_its_last_day(clerk, clerk_client, phone):
    plan = sold(actor=clerk, variant=phone, at=days_ago(100))
    hold(plan_id=plan.pk, percent=70, through=TODAY + timedelta(days=3))
    page = text_of(clerk_client.get(address(plan)).content.decode())
    assert "held through 6 May 2027" in page
    assert "Held for the customer through 6 May 2027" in page
    assert "A claim or a reservation holds the plan through 6 May 2027" in page


def test_numbers_are_masked_but_for_the_selling_stores_manager(
    plan, clerk_client, manager_client, client_for, other_manager_user, head_office_client, auditor_client
):
    for client in (clerk_client, client_for(other_manager_user), head_office_client, auditor_client):
        page = client.get(address(plan)).content.decode()
        assert plan.imei[:8] not in page
        assert "98••• ••421" in page
        assert "55421" not in page
    page = text_of(manager_client.get(address(plan)).content.decode())
    assert plan.imei in page.replace(" ", "")
    assert "98104 55421" in page


def test_other_stores_read_the_plan_and_can_do_nothing(plan, client_for, other_manager_user):
    client = client_for(other_manager_user)
    page = text_of(client.get(address(plan)).content.decode())
    assert "Only DL01 gives out its link." in page
    assert plan.links.get().token not in page
    assert "DL01/I27/00001" in page  # named in what happened, but not opened
    assert f"/counter/documents/{plan.invoice_id}/" not in client.get(address(plan)).content.decode()
    for tail in ("cancel/", "link/", "paid/"):
        assert client.post(address(plan, tail), {"reference": "412345678901"}).status_code == 403
    assert Plan.objects.get().status == "active"


def test_an_unknown_number_and_a_garbled_one_are_the_same_404(plan, clerk_client):
    for number in ("00000000000", "nonsense", plan.number[:-1], "%00"):
        assert clerk_client.get(f"/counter/plans/{number}/").status_code == 404


def test_the_acts_follow_role_and_free_look(clerk, phone, clerk_client, manager_client):
    fresh, old = sold(actor=clerk, variant=phone), sold(actor=clerk, variant=phone, at=days_ago(30))
    assert "A manager can cancel through 10 May 2027" in text_of(clerk_client.get(address(fresh)).content.decode())
    assert "Cancelling ended on 10 Apr 2027" in text_of(clerk_client.get(address(old)).content.decode())
    assert "In full through 10 May 2027" in text_of(manager_client.get(address(fresh)).content.decode())
    assert "only for a returned phone" in text_of(manager_client.get(address(old)).content.decode())


def test_what_happened_newest_first_with_names_and_days(clerk, manager, manager_client, phone):
    plan = sold(actor=clerk, variant=phone, at=days_ago(100))
    cancel_plan(plan=plan, reason="phone came back", ground=Ground.PHONE_RETURNED, actor=manager, at=AT, on=TODAY)
    page = text_of(manager_client.get(address(plan)).content.decode())
    told = [
        "Cancelled (phone returned), credit note DL01/C27/00001",
        "phone came back",
        "First tier opened: ₹9,799",
        "Plan sold, ₹549, invoice DL01/I26/00001",
    ]
    assert [page.index(words) for words in told] == sorted(page.index(words) for words in told)
    assert "Asha" in page


def test_an_expired_plan_says_when_and_by_whom(clerk, clerk_client, phone):
    plan = sold(actor=clerk, variant=phone, at=days_ago(500))
    expire_due_plans(on=TODAY, at=AT)
    page = text_of(clerk_client.get(address(plan)).content.decode())
    assert "Expired 3 May 2027, 11:42 · by itself" in page
    assert "Value fell to ₹5,600" in page


def asked_of(client, plan, tail=""):
    """The statements of one look at the page."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address(plan, tail)).status_code == 200
    return [query["sql"][:120] for query in asked]


def ended_lately(actor, phone):
    """A plan whose first tier ended eight days ago, and an extension of it that was asked for."""
    plan = old_plan(actor=actor, variant=phone, at=BILLED - timedelta(days=10))
    ask_extension(plan, 9, actor=actor, at=AT)
    return plan


# What every page of staff asks: the session, and the person with their posts. Then the plan with its claims, and what happened.
BUDGETS = {
    "old": (4, lambda clerk, manager, phone: old_plan(actor=clerk, variant=phone)),
    "just sold, with photos of day 0": (5, lambda clerk, manager, phone: sold(actor=clerk, variant=phone)),
    "pending": (5, lambda clerk, manager, phone: sold(actor=clerk, variant=phone, tenders=[upi()])),
    "a claim goes on": (4, lambda clerk, manager, phone: opened(old_plan(actor=clerk, variant=phone), actor=clerk).plan),
    "settled": (4, lambda clerk, manager, phone: settled(offered(old_plan(actor=clerk, variant=phone), actor=clerk), actor=clerk).plan),
    "cancelled": (4, lambda clerk, manager, phone: returned(old_plan(actor=clerk, variant=phone), manager)),
    "exchanged twice": (5, lambda clerk, manager, phone: exchanged(old_plan(actor=clerk, variant=phone), clerk, manager)),
    "an extension was asked for": (5, lambda clerk, manager, phone: ended_lately(clerk, phone)),
    "all of it": (6, lambda clerk, manager, phone: exchanged(ended_lately(clerk, phone), clerk, manager)),
}


def returned(plan, manager):
    return cancel_plan(plan=plan, reason="phone came back", ground=Ground.PHONE_RETURNED, actor=manager, at=AT, on=TODAY)


def exchanged(plan, clerk, manager):
    for _ in range(2):
        swapped(Plan.objects.get(pk=plan.pk), asker=clerk, granter=manager)
    return plan


@pytest.mark.parametrize(("most", "make"), BUDGETS.values(), ids=BUDGETS)
def test_the_page_takes_no_more_statements_than_it_has_to(clerk, manager, phone, clerk_client, most, make):
    plan = make(clerk, manager, phone)
    clerk_client.get(address(plan))  # notes that somebody is at the till
    assert len(asked := asked_of(clerk_client, plan)) == most <= 6, asked


def test_no_look_at_the_page_writes_the_session_again(plan, clerk_client):
    clerk_client.get(address(plan))
    assert not [sql for sql in asked_of(clerk_client, plan) if "EXECUTE" not in sql and "SELECT" not in sql]


def test_the_payment_of_a_pending_plan_is_taken_from_its_page(clerk, clerk_client, phone):
    plan = sold(actor=clerk, variant=phone, tenders=[upi()])
    answer = clerk_client.post(address(plan, "paid/"), {"reference": "4123 4567 8901"})
    assert answer.url == address(plan, "done/")
    plan.refresh_from_db()
    assert (plan.status, plan.invoice.number) == ("active", "DL01/I27/00001")


@pytest.mark.parametrize(
    ("reference", "words"),
    [("", "exactly 12 digits"), ("12345", "exactly 12 digits"), ("412345678999", "already used"), ("x" * 50, "at most 40 characters")],
)
def test_a_wrong_utr_stands_at_its_field_and_takes_nothing(clerk, clerk_client, phone, traces, reference, words):
    sold(actor=clerk, variant=phone, tenders=[upi("412345678999")])
    plan = sold(actor=clerk, variant=phone, tenders=[upi()])
    before = traces()
    answer = clerk_client.post(address(plan, "paid/"), {"reference": reference})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in error_at(page, "reference")
    assert value_of(page, "reference") == reference
    assert (traces(), Plan.objects.get(pk=plan.pk).status) == (before, "pending")


def test_a_payment_for_a_plan_that_does_not_wait(plan, clerk_client, traces):
    before = traces()
    answer = clerk_client.post(address(plan, "paid/"), {"reference": "412345678901"})
    assert answer.status_code == 422
    assert traces() == before


def test_a_new_link_stops_the_old_one(plan, clerk_client, client):
    old = plan.links.get().token
    assert clerk_client.post(address(plan, "link/")).url == address(plan, "done/")
    new = plan.links.get(revoked_at__isnull=True).token
    assert client.get(f"/p/{old}/").status_code == 404
    assert client.get(f"/p/{new}/").status_code == 200


@pytest.mark.parametrize("tail", ["", "done/"])
def test_nothing_stays_behind_the_back_button(plan, clerk_client, tail):
    assert "no-store" in clerk_client.get(address(plan, tail))["Cache-Control"]
