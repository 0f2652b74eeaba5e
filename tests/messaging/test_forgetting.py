"""After 90 days nobody's address and words are left; the row stays."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from tests.foundation.crowd import law
from tests.messaging.letters import AT, code, sold
from tests.messaging.spy import Spy, fails
from upgrade_program.messaging.enums import State
from upgrade_program.messaging.gateways import Refuses
from upgrade_program.messaging.models import Message
from upgrade_program.messaging.sending import send_due
from upgrade_program.messaging.services import Recipient, forget_old, retry_parked
from upgrade_program.messaging.tasks import forget

pytestmark = pytest.mark.django_db
BOTH = Recipient(mobile="+919810455421", email="farhan@example.in", customer_id=17)
LATER = AT + timedelta(days=90, seconds=1)


def test_after_90_days_address_and_slots_are_gone_and_the_row_stays(spy: type[Spy]) -> None:
    sold(to=BOTH)
    sold(to=BOTH, cause="plan:18:sold", at=AT + timedelta(days=1))
    send_due(at=AT + timedelta(days=1))
    assert forget_old(at=LATER - timedelta(seconds=2)) == 0
    assert forget_old(at=LATER) == 2
    old = Message.objects.filter(cause="plan:17:sold")
    assert set(old.values_list("address", "slots__name", "state", "template", "forgotten_at")) == {("", None, "sent", "plan.sold", LATER)}
    assert not any(word in json.dumps(list(old.values()), default=str) for word in ("9810455421", "farhan", "Farhan", "4Q7K"))
    assert all(Message.objects.filter(cause="plan:18:sold").values_list("address", flat=True))
    assert forget_old(at=LATER) == 0


def test_in_chunks_it_forgets_all_of_them() -> None:
    for number in range(7):
        sold(cause=f"plan:{number}:sold")
    assert forget_old(at=LATER, chunk=2) == 7


def test_one_that_waits_that_long_is_not_sent_any_more(spy: type[Spy]) -> None:
    sold()
    assert forget_old(at=LATER) == 1
    assert Message.objects.get().state == State.VOID
    assert send_due(at=LATER) == 0
    assert spy.taken == []


def test_one_given_up_and_forgotten_cannot_set_out_again(spy: type[Spy]) -> None:
    spy.will(fails(Refuses("HTTP 400")))
    sold()
    send_due(at=AT)
    forget_old(at=LATER)
    assert retry_parked(at=LATER) == 0


def test_the_daily_job_forgets() -> None:
    sold()
    with time_machine.travel(LATER, tick=False):
        assert forget() == 1


@pytest.mark.parametrize(
    ("changes", "broken"),
    [
        ({"address": ""}, "a_message_has_an_address_until_it_is_forgotten"),
        ({"forgotten_at": AT}, "a_message_has_an_address_until_it_is_forgotten"),
        ({"address": "", "forgotten_at": AT, "slots": {}}, "a_message_has_an_address_until_it_is_forgotten"),  # and still waiting
        ({"address": "", "forgotten_at": AT, "state": "void", "ended_at": AT}, "a_message_has_an_address_until_it_is_forgotten"),
        ({"state": "sent"}, "a_message_ends_at_an_instant"),
        ({"ended_at": AT}, "a_message_ends_at_an_instant"),
        ({"state": "lost", "ended_at": AT}, "message_state_is_known"),
        ({"channel": "fax"}, "message_channel_is_known"),
    ],
)
def test_the_database_states_the_laws(changes: dict[str, object], broken: str) -> None:
    code()
    with pytest.raises(IntegrityError) as no, transaction.atomic():
        Message.objects.update(**changes)
    assert law(no.value) == broken
