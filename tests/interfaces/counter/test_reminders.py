"""At the counter a member says whether they want reminders: noted once, with who heard it, and shown on their page."""

from __future__ import annotations

import pytest

from loyalty.members.ids import member_id
from tests.factories.customers import CustomerFactory
from tests.factories.loyalty import member
from tests.interfaces.counter.pages import text_of
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.messaging.models import Preference
from upgrade_program.messaging.queries import wants_reminders

pytestmark = pytest.mark.django_db


@pytest.fixture
def asha(db):
    return member(name="Asha Rao")


def say(client, customer, wants):
    return client.post(f"/counter/members/{member_id(customer.pk)}/reminders/", {"wants": wants})


def shown(client, customer):
    return text_of(client.get(f"/counter/members/{member_id(customer.pk)}/").content.decode())


def test_they_stop_and_come_again_and_the_page_says_how_it_is(asha, clerk, clerk_client):
    assert "They come Stop them" in shown(clerk_client, asha)
    answer = say(clerk_client, asha, "no")
    assert (answer.status_code, answer["Location"]) == (302, f"/counter/members/{member_id(asha.pk)}/")
    assert "Stopped, as the customer asked Let them come again" in shown(clerk_client, asha)
    assert not wants_reminders(asha.pk)
    say(clerk_client, asha, "yes")
    assert wants_reminders(asha.pk)
    assert list(Preference.objects.order_by("id").values_list("wants", "way", "staff_id", "store_id")) == [
        (False, "counter", clerk.staff_id, clerk.store_id),
        (True, "counter", clerk.staff_id, clerk.store_id),
    ]
    assert AuditRow.objects.filter(subject=f"customer:{asha.pk}", verb__startswith="customer.reminders").count() == 2


def test_said_twice_it_is_noted_once(asha, clerk_client):
    assert [say(clerk_client, asha, "no").status_code for _ in range(3)] == [302] * 3
    assert Preference.objects.count() == 1


def test_the_office_reads_it_and_says_nothing_for_anybody(asha, auditor_client, head_office_client):
    for client in (auditor_client, head_office_client):
        assert "Stop them" not in shown(client, asha)
        assert say(client, asha, "no").status_code == 403
    assert not Preference.objects.exists()


def test_who_is_no_member_is_not_there(clerk_client):
    assert say(clerk_client, CustomerFactory(), "no").status_code == 404
    assert not Preference.objects.exists()
