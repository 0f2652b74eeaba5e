"""Head office lets what was given up set out again: messages and news, audited; nobody else does, and nothing else moves."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.messaging.letters import AT, sold
from tests.messaging.spy import Spy, fails
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.outbox.models import Message as News
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Forbidden
from upgrade_program.messaging.gateways import Refuses
from upgrade_program.messaging.models import Message
from upgrade_program.messaging.sending import send_due
from upgrade_program.messaging.services import send_again
from upgrade_program.usecases.deliver_again import deliver_again

pytestmark = pytest.mark.django_db
MESSAGES, NEWS = "/admin/messaging/message/", "/admin/outbox/message/"


@pytest.fixture
def given_up(spy: type[Spy]) -> list[Message]:
    """Two given up, one sent, one waiting."""
    spy.will(fails(Refuses("HTTP 400")))
    sold(cause="1")
    sold(cause="2")
    send_due(at=AT)
    spy.fresh()
    sold(cause="3")
    send_due(at=AT)
    sold(cause="4")
    return list(Message.objects.order_by("id"))


@pytest.fixture
def parked() -> list[News]:
    facts = {"topic": "test.again", "payload": {}, "recorded_at": AT, "due_at": AT}
    return [
        News.objects.create(cause="1", parked_at=AT, attempts=10, **facts),
        News.objects.create(cause="2", parked_at=AT, attempts=10, **facts),
        News.objects.create(cause="3", delivered_at=AT, **facts),
    ]


def states() -> list[str]:
    return list(Message.objects.order_by("id").values_list("state", flat=True))


def act(client: Client, where: str, action: str, rows: list[int]) -> str:
    answer = client.post(where, {"action": action, "_selected_action": [str(row) for row in rows]}, follow=True)
    return str(answer.content.decode())


def test_those_chosen_set_out_again_and_the_trail_says_which(given_up: list[Message], head_office_client: Client) -> None:
    chosen = [given_up[0].pk, given_up[2].pk]
    assert "1 set out again, 1 were not given up" in act(head_office_client, MESSAGES, "send_again", chosen)
    assert states() == ["queued", "parked", "sent", "queued"]
    row = AuditRow.objects.get(verb="message.sent_again")
    assert (row.subject, row.after, row.actor_role) == ("messages", {"messages": [given_up[0].pk]}, "headoffice")


def test_of_none_given_up_nothing_is_noted(given_up: list[Message], head_office_client: Client) -> None:
    assert "0 set out again" in act(head_office_client, MESSAGES, "send_again", [given_up[2].pk])
    assert not AuditRow.objects.filter(verb="message.sent_again").exists()


def test_an_auditor_finds_no_such_act(given_up: list[Message], auditor_client: Client) -> None:
    assert "Send again what was given up" not in auditor_client.get(MESSAGES).content.decode()
    act(auditor_client, MESSAGES, "send_again", [given_up[0].pk])
    assert states() == ["parked", "parked", "sent", "queued"]


@pytest.mark.parametrize("role", [Role.CLERK, Role.MANAGER, Role.AUDITOR, Role.CUSTOMER, Role.ANONYMOUS])
def test_nobody_else_may(given_up: list[Message], parked: list[News], role: Role) -> None:
    actor, before = Actor(role=role, staff_id=1), list(Message.objects.order_by("id").values())
    with pytest.raises(Forbidden) as no:
        send_again(actor=actor, messages=[given_up[0].pk], at=AT)
    with pytest.raises(Forbidden):
        deliver_again(actor=actor, messages=[parked[0].pk], at=AT)
    assert no.value.code == "forbidden"
    assert list(Message.objects.order_by("id").values()) == before
    assert News.objects.filter(parked_at__isnull=False).count() == 2


def test_parked_news_sets_out_again(parked: list[News], head_office_client: Client) -> None:
    assert "1 set out again, 1 were not parked" in act(head_office_client, NEWS, "deliver_again", [parked[0].pk, parked[2].pk])
    again, still, told = News.objects.filter(topic="test.again").order_by("id")
    assert (again.parked_at, again.attempts, again.delivered_at) == (None, 0, None)
    assert (still.parked_at, still.attempts) == (AT, 10)
    assert told.delivered_at == AT
    row = AuditRow.objects.get(verb="outbox.delivered_again")
    assert (row.after, row.actor_role) == ({"messages": [parked[0].pk]}, "headoffice")
