"""The link in a mail that stops reminders: one click without signing in, nothing by looking, the way back on the same page."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.factories.customers import CustomerFactory
from tests.factories.plans import AT
from tests.interfaces.counter.pages import text_of
from upgrade_program.customers.models import Customer
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.interfaces.portal import throttle
from upgrade_program.messaging.models import Preference
from upgrade_program.messaging.queries import wants_reminders
from upgrade_program.messaging.stop_links import stop_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def asha() -> Customer:
    return CustomerFactory(name="Asha Verma", email="asha@example.in")


def link(customer: Customer) -> str:
    return "/o/" + stop_address(customer.pk).rpartition("/o/")[2]


def test_looking_changes_nothing_and_names_nobody(client: Client, asha: Customer) -> None:
    for answer in (client.get(link(asha)), client.head(link(asha))):
        assert answer.status_code == 200
        assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
    page = client.get(link(asha)).content.decode()
    assert "Stop these messages" in page
    assert [word for word in ("Asha", "Verma", asha.mobile[-10:], "asha@") if word in page] == []
    assert wants_reminders(asha.pk)


def test_one_post_stops_them_and_another_lets_them_come_again(asha: Customer) -> None:
    strict = Client(enforce_csrf_checks=True)
    page = text_of(strict.post(link(asha), {"List-Unsubscribe": "One-Click"}).content.decode())
    assert "Noted: they have stopped." in page
    assert "What is necessary still comes" in page
    assert not wants_reminders(asha.pk)
    assert "Noted: they come again." in strict.post(link(asha), {"wants": "yes"}).content.decode()
    assert wants_reminders(asha.pk)
    assert list(Preference.objects.order_by("id").values_list("wants", "way", "staff")) == [(False, "link", None), (True, "link", None)]
    assert list(AuditRow.objects.filter(subject=f"customer:{asha.pk}").order_by("id").values_list("verb", "actor_role")) == [
        ("customer.reminders_stopped", "customer"),
        ("customer.reminders_wanted", "customer"),
    ]


def test_posted_again_it_says_the_same_and_notes_nothing_more(client: Client, asha: Customer) -> None:
    pages = [text_of(client.post(link(asha)).content.decode()) for _ in range(3)]
    assert len(set(pages)) == 1
    assert Preference.objects.count() == 1


def test_a_mail_provider_that_stops_for_many_readers_is_not_told_to_wait(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """One press each, all from one address, and never sent again (RFC 8058); everything else has its turn."""
    monkeypatch.setattr(throttle, "MOST", 2)
    readers = [CustomerFactory() for _ in range(4)]
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        statuses = [client.post(link(one), {"List-Unsubscribe": "One-Click"}).status_code for one in readers]
        assert statuses == [200] * 4
        assert [wants_reminders(one.pk) for one in readers] == [False] * 4
        assert [client.get(link(readers[0])).status_code for _ in range(3)] == [200, 200, 429]
        assert client.post(link(readers[0]), {"wants": "yes"}).status_code == 429
    assert not wants_reminders(readers[0].pk)


def test_in_hindi(client: Client, asha: Customer) -> None:
    page = client.post(link(asha), headers={"accept-language": "hi"}).content.decode()
    assert "लिख लिया: वे बंद हो गए।" in page


def test_no_other_link_stops_anything(client: Client, asha: Customer) -> None:
    good = link(asha)
    for address in (
        good[:-2] + ("A/" if good[-2] != "A" else "B/"),
        "/o/" + "A" * 24 + "/",
        "/o/x/",
        "/o/%00/",
        f"/o/{asha.pk}/",
        "/o/" + stop_address(10**9).rpartition("/o/")[2],
    ):
        assert [client.get(address).status_code, client.post(address).status_code] == [404, 404]
    assert not Preference.objects.exists()


def test_it_is_refused_by_no_other_method(client: Client, asha: Customer) -> None:
    assert {client.put(link(asha)).status_code, client.delete(link(asha)).status_code} == {405}
