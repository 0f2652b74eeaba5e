"""Head office reads how messages fare: masked, without their words, and changes nothing."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.messaging.letters import code, sold
from tests.messaging.spy import Spy
from upgrade_program.messaging.models import Message
from upgrade_program.messaging.sending import send_due
from upgrade_program.messaging.services import Recipient, forget_old

pytestmark = pytest.mark.django_db
LIST = "/admin/messaging/message/"
HIDDEN = ("9810455421", "98104", "farhan", "Farhan", "9,799", "/p/", "482913")


@pytest.fixture(autouse=True)
def _messages(spy: type[Spy]) -> None:
    sold(to=Recipient(mobile="+919810455421", email="farhan@example.in"))
    code()
    send_due(at=Message.objects.latest("id").due_at)


def test_the_list_masks_whom_they_went_to(head_office_client: Client) -> None:
    page = head_office_client.get(LIST).content.decode()
    assert [word for word in HIDDEN if word in page] == []
    for shown in ("98••• ••421", "f•••@example.in", "plan.sold", "otp.code", "Sent"):
        assert shown in page


def test_a_message_shows_its_fate_and_not_its_words(auditor_client: Client) -> None:
    for message in Message.objects.all():
        page = auditor_client.get(f"{LIST}{message.pk}/change/").content.decode()
        assert str(message.reference) in page
        others = page.replace(str(message.reference), "")  # which may hold 98104 by chance
        assert [word for word in HIDDEN if word in others] == []
        assert message.cause in page


def test_one_that_is_forgotten_says_so(head_office_client: Client) -> None:
    message = Message.objects.latest("id")
    forget_old(at=message.queued_at.replace(year=message.queued_at.year + 1))
    assert "forgotten" in head_office_client.get(LIST).content.decode()


def test_nobody_looks_for_an_address_there(head_office_client: Client) -> None:
    """The search asks for the cause alone: an address in the query would stand in the log."""
    page = head_office_client.get(LIST, {"q": "plan:17:sold"}).content.decode()
    assert "plan.sold" in page
    assert "98••• ••421" not in head_office_client.get(LIST, {"q": "+919810455421"}).content.decode()
