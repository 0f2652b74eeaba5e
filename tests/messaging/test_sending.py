"""Sending: what is due, codes first; failures wait longer each time, the tenth gives up with an alarm; codes are never kept."""

from __future__ import annotations

import json
import logging
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from prometheus_client import REGISTRY
from pytest_django import Settings

from tests.messaging.letters import AT, code, sold
from tests.messaging.spy import CODE, Spy, Taken, fails
from upgrade_program.messaging import sending
from upgrade_program.messaging.enums import State
from upgrade_program.messaging.gateways import Refuses, TryAgain
from upgrade_program.messaging.models import Message
from upgrade_program.messaging.queries import standing
from upgrade_program.messaging.sending import LEASE, TRIES, URGENT_LEASE, send_due
from upgrade_program.messaging.services import Recipient, queue, retry_parked

pytestmark = pytest.mark.django_db
WAITS = [10, 30, 60, 120, 300, 900, 3600, 10_800, 21_600]  # seconds, written by hand
URGENT_WAITS = [1, 2, 4, 8, 15, 30, 30, 30, 30]
A_MOMENT = timedelta(seconds=2)
BOTH = Recipient(mobile="+919810455421", email="farhan@example.in")


def the_message() -> Message:
    return Message.objects.get()


def test_what_is_due_is_sent_once_and_marked(spy: type[Spy]) -> None:
    sold(to=BOTH)
    assert send_due(at=AT) == 2
    assert [letter.to for letter in spy.taken] == ["+919810455421", "farhan@example.in"]
    sms, mail = spy.taken
    assert sms.subject == ""
    assert sms.template_id == mail.template_id == "plan.sold/en"
    assert "4Q7K-2MXA-T9C" in sms.text
    assert mail.subject == "Your Smart Upgrade plan 4Q7K-2MXA-T9C for Redmi Note 9 Pro 4/64"
    for message, provider_id in zip(Message.objects.order_by("id"), ("id-0", "id-1"), strict=True):
        assert (message.state, message.attempts, message.provider_id, message.last_error) == (State.SENT, 1, provider_id, "")
        assert message.ended_at is not None
    assert send_due(at=AT + timedelta(days=1)) == 0
    assert len(spy.taken) == 2


def test_not_before_it_is_due(spy: type[Spy]) -> None:
    sold(at=AT + timedelta(minutes=1))
    assert send_due(at=AT) == 0
    assert spy.taken == []
    assert send_due(at=AT + timedelta(minutes=1)) == 1


def test_codes_go_first_then_the_longest_due_and_the_limit_holds(spy: type[Spy]) -> None:
    for number in (3, 1, 2):
        sold(cause=f"plan:{number}:sold", at=AT + timedelta(seconds=number), number=str(number))
    code(at=AT + timedelta(seconds=9))
    assert send_due(at=AT + timedelta(minutes=1), limit=3) == 3
    assert spy.taken[0].template_id == "otp.code/en"
    assert [letter.text.split()[3] for letter in spy.taken[1:]] == ["1", "2"]


def test_the_gateway_is_called_outside_of_any_transaction(spy: type[Spy], transactional_db: None) -> None:
    with transaction.atomic():
        sold(to=BOTH)
    assert send_due(at=AT) == 2
    assert spy.in_transaction == [False, False]


def test_inside_a_transaction_nothing_is_sent(spy: type[Spy], transactional_db: None) -> None:
    with transaction.atomic():
        sold()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        send_due(at=AT)
    assert spy.taken == []


def test_the_code_is_asked_for_when_it_is_sent_and_stands_nowhere(spy: type[Spy]) -> None:
    code("8f2c")
    send_due(at=AT)
    assert spy.taken[0].text.startswith(
        f"{CODE} is your Smart Upgrade code. For: Cancel the plan, plan 4Q7K-2MXA-T9C, ₹549 back".replace("₹", "Rs ")
    )
    assert CODE not in json.dumps(list(Message.objects.values()), default=str)


def test_the_code_of_a_challenge_that_is_over_is_not_sent(spy: type[Spy]) -> None:
    code("over")
    assert send_due(at=AT) == 1
    assert spy.taken == []
    message = the_message()
    assert (message.state, message.attempts) == (State.VOID, 1)
    assert send_due(at=AT + timedelta(days=1)) == 0


@pytest.mark.parametrize(("urgent", "waits"), [(False, WAITS), (True, URGENT_WAITS)])
def test_a_failure_is_put_off_longer_each_time_and_given_up_at_the_tenth_with_an_alarm(
    spy: type[Spy], caplog: pytest.LogCaptureFixture, urgent: bool, waits: list[int]
) -> None:
    template = "otp.code" if urgent else "plan.sold"
    labels = {"template": template, "channel": "sms"}
    before = REGISTRY.get_sample_value("messages_given_up_total", labels) or 0
    spy.will(fails(TryAgain("HTTP 503")))
    code() if urgent else sold()
    at = AT
    for attempt, wait in enumerate(waits, start=1):
        assert send_due(at=at) == 1
        message = the_message()
        assert (message.attempts, message.state, message.last_error) == (attempt, State.QUEUED, "HTTP 503")
        assert message.due_at == at + timedelta(seconds=wait)
        assert send_due(at=message.due_at - timedelta(microseconds=1)) == 0
        at = message.due_at
    with caplog.at_level(logging.ERROR):
        assert send_due(at=at) == 1
    message = the_message()
    assert (message.attempts, message.state, message.last_error) == (TRIES, State.PARKED, "HTTP 503")
    alarms = [str(record.msg) for record in caplog.records if "message.given_up" in str(record.msg)]
    assert len(alarms) == 1
    assert not any(secret in alarms[0] for secret in (message.address, message.address[3:], "Farhan", "4Q7K", CODE))
    assert REGISTRY.get_sample_value("messages_given_up_total", labels) == before + 1
    assert (standing(at=at).parked, standing(at=at).waiting) == (1, 0)
    assert send_due(at=at + timedelta(days=30)) == 0
    assert spy.taken == []


def test_what_the_gateway_refuses_is_given_up_at_once(spy: type[Spy]) -> None:
    spy.will(fails(Refuses("HTTP 400")))
    sold()
    send_due(at=AT)
    message = the_message()
    assert (message.state, message.attempts, message.last_error) == (State.PARKED, 1, "HTTP 400")


def test_messages_given_up_set_out_again_when_told(spy: type[Spy]) -> None:
    spy.will(fails(Refuses("HTTP 400")))
    sold()
    code()
    send_due(at=AT)
    spy.fresh()
    assert retry_parked(at=AT, template="plan.sold") == 1
    assert send_due(at=AT) == 1
    assert [letter.template_id for letter in spy.taken] == ["plan.sold/en"]
    assert retry_parked(at=AT) == 1


def test_a_channel_whose_gateway_fails_is_left_alone_for_the_pass_and_keeps_the_other_waiting_not_at_all(spy: type[Spy]) -> None:
    def act(letter: Taken) -> str:
        if letter.to.startswith("+91"):
            raise TryAgain("TimeoutError")
        return "id"

    spy.will(act)
    for number in range(5):
        sold(to=BOTH, cause=f"plan:{number}:sold")
    assert send_due(at=AT) == 6
    assert sorted(Message.objects.values_list("channel", "state", "attempts")) == (
        [("email", "sent", 1)] * 5 + [("sms", "queued", 0)] * 4 + [("sms", "queued", 1)]
    )


def test_a_message_with_a_fault_of_its_own_keeps_nobody_waiting(spy: type[Spy]) -> None:
    sold(cause="plan:1:sold")
    Message.objects.update(slots={"name": "Farhan Ali"})
    for number in range(2, 6):
        sold(cause=f"plan:{number}:sold")
    assert send_due(at=AT) == 5
    assert len(spy.taken) == 4
    poison = Message.objects.get(cause="plan:1:sold")
    assert (poison.state, poison.attempts) == (State.QUEUED, 1)
    assert poison.last_error.startswith("KeyError at")


def test_a_fault_is_kept_without_its_words(spy: type[Spy]) -> None:
    spy.will(fails(LookupError("no route to +919810455421")))
    sold()
    send_due(at=AT)
    message = the_message()
    assert message.last_error.startswith("LookupError at act:")
    assert "9810455421" not in message.last_error


def test_while_a_sender_has_it_in_hand_nobody_else_sends_it(spy: type[Spy]) -> None:
    """A sender that died between sending and marking: sent again when its lease is over, under the same reference."""

    def dies(letter: Taken) -> str:
        Spy.taken.append(letter)
        raise SystemExit

    spy.will(dies)
    sold()
    code()
    for _ in range(2):
        with pytest.raises(SystemExit):
            send_due(at=AT)
    assert [letter.template_id for letter in spy.taken] == ["otp.code/en", "plan.sold/en"]
    spy.will(lambda letter: "id")
    assert send_due(at=AT + timedelta(seconds=20)) == 0
    assert send_due(at=AT + URGENT_LEASE + A_MOMENT) == 1
    assert send_due(at=AT + LEASE + A_MOMENT) == 1
    assert spy.taken[2].reference == spy.taken[0].reference
    assert spy.taken[3].reference == spy.taken[1].reference
    assert set(Message.objects.values_list("state", "attempts")) == {("sent", 2)}


def test_a_message_that_kills_ten_senders_is_given_up(spy: type[Spy]) -> None:
    spy.will(fails(SystemExit()))  # type: ignore[arg-type]
    sold()
    at = AT
    for _ in range(TRIES):
        with pytest.raises(SystemExit):
            send_due(at=at)
        at += LEASE + A_MOMENT
    assert send_due(at=at) == 1
    message = the_message()
    assert (message.state, message.last_error) == (State.PARKED, "its senders died")


def test_a_late_failure_does_not_touch_what_another_has_taken_over(spy: type[Spy]) -> None:
    def takes_too_long(letter: Taken) -> str:
        if not Spy.taken:  # meanwhile the lease is over, and another sender succeeds
            Spy.taken.append(letter)
            assert send_due(at=AT + LEASE + A_MOMENT) == 1
            raise TryAgain("TimeoutError")
        return "second"

    spy.will(takes_too_long)
    sold()
    assert send_due(at=AT) == 1
    message = the_message()
    assert (message.state, message.provider_id, message.last_error) == (State.SENT, "second", "")


def test_the_database_away_is_no_fault_of_the_message(spy: type[Spy]) -> None:
    spy.will(fails(OperationalError("server closed the connection")))
    sold()
    with pytest.raises(OperationalError):
        send_due(at=AT)
    message = the_message()
    assert (message.state, message.last_error) == (State.QUEUED, "")


@pytest.mark.parametrize("provider_id", ["a\x00b", "\ud800", "x" * 500, "line\nbreak"])
def test_a_strange_id_does_not_send_the_message_again(spy: type[Spy], provider_id: str) -> None:
    spy.will(lambda letter: provider_id)
    sold()
    assert send_due(at=AT) == 1
    assert the_message().state == State.SENT
    assert len(the_message().provider_id) <= 100


def test_a_pass_ends_when_its_time_is_over(spy: type[Spy], monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 10_000, 3))  # every look at the clock is 3 s later
    monkeypatch.setattr(sending, "monotonic", lambda: float(next(clock)))
    for number in range(9):
        sold(cause=f"plan:{number}:sold")
    assert 0 < send_due(at=AT) < 9


def test_an_unknown_gateway_is_a_failure_like_any_other(spy: type[Spy], settings: Settings) -> None:
    settings.MESSAGE_GATEWAYS = {"email": "tests.messaging.spy.Spy"}
    sold()
    assert send_due(at=AT) == 1
    assert the_message().last_error.startswith("KeyError at gateway_for:")


def test_the_oldest_wait_is_told() -> None:
    assert standing(at=AT).oldest_wait == 0.0
    sold(cause="1")
    sold(cause="2", at=AT + timedelta(hours=1))
    found = standing(at=AT + timedelta(seconds=90))
    assert (found.waiting, found.parked, found.oldest_wait) == (2, 0, 90.0)


def test_the_next_due_is_found_by_its_index(spy: type[Spy]) -> None:
    with transaction.atomic():
        for number in range(50):
            queue(template="day.report", to=BOTH, slots=dict.fromkeys(("store", "day", "report", "head"), "x"), cause=f"d{number}", at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM messaging_message WHERE state = 'queued' AND due_at <= now() ORDER BY urgent DESC, due_at, id LIMIT 1"
        )
        assert "messages_due" in str(cursor.fetchall())
