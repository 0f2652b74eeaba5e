"""Queueing: one row a channel that can be reached, once a cause, in the caller's transaction, and only what fits its template."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.foundation.crowd import law
from tests.messaging.letters import AT, PLAN_SLOTS, sold
from upgrade_program.messaging.models import Message
from upgrade_program.messaging.services import Recipient, queue

pytestmark = pytest.mark.django_db
BOTH = Recipient(mobile="+919810455421", email="farhan@example.in", customer_id=17)


def rows() -> list[tuple[str, str]]:
    return sorted(Message.objects.values_list("channel", "address"))


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (BOTH, [("email", "farhan@example.in"), ("sms", "+919810455421")]),
        (Recipient(mobile="+919810455421"), [("sms", "+919810455421")]),
        (Recipient(email="farhan@example.in"), [("email", "farhan@example.in")]),
        (Recipient(), []),
    ],
)
def test_one_row_for_each_channel_the_recipient_can_take(to: Recipient, expected: list[tuple[str, str]]) -> None:
    sold(to=to)
    assert rows() == expected


def test_a_template_without_a_channel_makes_no_row_there() -> None:
    queue(template="day.report", to=BOTH, slots={"store": "DL01", "day": "3 May 2027", "report": "…", "head": "ab12"}, cause="day:1", at=AT)
    assert rows() == [("email", "farhan@example.in")]


def test_the_row_holds_what_is_needed_to_send_it_later() -> None:
    sold(to=Recipient(mobile="+919810455421", language="hi", customer_id=17), cause="plan:17:sold")
    row = Message.objects.get()
    assert (row.cause, row.template, row.language, row.customer_id, row.slots) == ("plan:17:sold", "plan.sold", "hi", 17, PLAN_SLOTS)
    assert (row.state, row.queued_at, row.due_at, row.attempts, row.urgent, row.secret) == ("queued", AT, AT, 0, False, "")


def test_the_same_cause_again_changes_nothing_and_spoils_no_transaction() -> None:
    sold(to=Recipient(mobile="+919810455421"))
    before = list(Message.objects.values())
    sold(to=Recipient(mobile="+919999900000"))
    assert list(Message.objects.values()) == before
    sold(to=BOTH)  # the e-mail address became known in between
    assert rows() == [("email", "farhan@example.in"), ("sms", "+919810455421")]


def test_the_database_itself_refuses_a_second_row_of_a_cause() -> None:
    sold(to=Recipient(mobile="+919810455421"))
    row = Message.objects.get()
    row.pk, row.reference = None, "5e9f6c1e-0000-4000-8000-000000000000"
    with pytest.raises(IntegrityError) as no, transaction.atomic():
        row.save(force_insert=True)
    assert law(no.value) == "a_cause_is_told_once_a_channel"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"template": "plan.sould"}, "no message template"),
        ({"template": "../texts/plan.sold"}, "no message template"),
        ({"slots": {name: "x" for name in PLAN_SLOTS if name != "link"}}, "takes the slots"),
        ({"slots": PLAN_SLOTS | {"imei": "x"}}, "takes the slots"),
        ({"slots": PLAN_SLOTS | {"value": 9_799}}, "already worded"),
        ({"to": Recipient(mobile="+919810455421", language="ta")}, "not in 'ta'"),
        ({"secret": "otp:1"}, "takes no secret"),
        (
            {"template": "otp.code", "slots": {"act": "Cancel", "amount": "₹549", "plan": "1", "minutes": "5"}},
            "needs a secret",
        ),
        (
            {
                "template": "otp.code",
                "slots": {"act": "Cancel", "amount": "₹549", "plan": "1", "minutes": "5", "code": "1"},
                "secret": "otp:1",
            },
            "takes the slots",
        ),
    ],
)
def test_what_does_not_fit_is_a_fault_at_once_and_writes_nothing(changes: dict[str, Any], fault: str) -> None:
    given = {"template": "plan.sold", "to": BOTH, "slots": PLAN_SLOTS, "cause": "plan:17:sold", "at": AT}
    with pytest.raises(ValueError, match=fault):
        queue(**(given | changes))
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_a_fault() -> None:
    with pytest.raises(RuntimeError, match="in the transaction of what it tells of"):
        queue(template="plan.sold", to=BOTH, slots=PLAN_SLOTS, cause="plan:17:sold", at=AT)
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_act_taken_back_takes_its_message_with_it() -> None:
    with transaction.atomic():
        sold(to=BOTH)
        transaction.set_rollback(True)
    assert not Message.objects.exists()
