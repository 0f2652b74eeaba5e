"""The calendar file behind a plan's link and on the customer's own pages: the same days, in the visitor's language, for nobody else."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from tests.factories.claims import old_plan
from tests.factories.plans import AT, sold
from tests.factories.portal import signed_in
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import renew_link

pytestmark = pytest.mark.django_db
DAYS = [date(2027, 5, 5), date(2027, 8, 5), date(2027, 11, 5), date(2028, 2, 5)]


@pytest.fixture(autouse=True)
def _now(settings):
    settings.PUBLIC_URL = "https://upgrade.example.in"
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def plan(clerk: Actor) -> Plan:
    return old_plan(actor=clerk)


def of_link(plan: Plan) -> str:
    return f"/p/{plan.links.get(revoked_at=None).token}/calendar.ics"


def of_own(plan: Plan) -> str:
    return f"/me/plans/{plan.number}/calendar.ics"


def events(answer) -> list:
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_behind_the_link_and_on_the_own_page_stand_the_same_days(plan) -> None:
    public, own = Client().get(of_link(plan)), signed_in(plan.customer).get(of_own(plan))
    for answer in (public, own):
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="smart-upgrade.ics"'
        assert "no-store" in answer.headers["Cache-Control"]
        assert [event["dtstart"].dt for event in events(answer)] == DAYS
        assert all(len(event.walk("VALARM")) == 2 for event in events(answer))
    assert [event["uid"] for event in events(public)] == [event["uid"] for event in events(own)]
    # A calendar is kept longer than a message's link lives.
    assert {str(event["url"]) for event in [*events(public), *events(own)]} == {f"https://upgrade.example.in/me/plans/{plan.number}/"}
    assert (public.headers["Referrer-Policy"], public.headers["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow, noarchive")


def test_both_pages_offer_it(plan) -> None:
    assert f'href="{of_link(plan)}"' in Client().get(of_link(plan).removesuffix("calendar.ics")).content.decode()
    assert f'href="{of_own(plan)}"' in signed_in(plan.customer).get(f"/me/plans/{plan.number}/").content.decode()


def test_in_the_visitors_language(plan) -> None:
    client = Client()
    client.post("/language/", {"language": "hi", "next": "/"})
    assert str(events(client.get(of_link(plan)))[0]["summary"]).startswith("₹9,799 तक का आख़िरी दिन")
    assert str(events(Client().get(of_link(plan)))[0]["summary"]).startswith("Last day for up to ₹9,799")


def test_it_holds_neither_imei_nor_mobile_nor_name(plan) -> None:
    text = Client().get(of_link(plan)).content.decode()
    for private in (plan.imei, plan.customer.mobile[3:], plan.customer_name):
        assert private not in text.replace("\r\n ", "")


def test_a_plan_that_waits_has_its_days_and_one_that_has_ended_none(clerk) -> None:
    young = sold(actor=clerk)
    assert len(events(Client().get(of_link(young)))) == 4
    Plan.objects.filter(pk=young.pk).update(status="suspended")
    page = Client().get(of_link(young).removesuffix("calendar.ics"))
    assert (Client().get(of_link(young)).status_code, "calendar.ics" in page.content.decode()) == (404, False)


def test_whoever_has_no_link_and_whoever_is_another_gets_the_same_nothing(clerk, plan) -> None:
    old = of_link(plan)
    renew_link(plan=plan, actor=clerk, at=AT)
    other = old_plan(actor=clerk, phone_invoice_number="B/2", customer_mobile="98104 55499")
    for address in (old, f"/p/{'A' * 22}/calendar.ics", f"/p/{'A' * 80}/calendar.ics", "/p/%00/calendar.ics"):
        assert Client().get(address).status_code == 404
    for address in (of_own(other), "/me/plans/0000-0000-000/calendar.ics"):
        assert signed_in(plan.customer).get(address).status_code == 404
    assert Client().get(of_own(plan)).url.startswith("/sign-in/")
