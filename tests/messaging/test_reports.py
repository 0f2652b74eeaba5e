"""What a provider tells of a message: by its id or ours, once, of a sent SMS alone; and whether it was the provider who told it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from tests.foundation.crowd import at_once, law
from tests.messaging.letters import AT, sold
from tests.messaging.spy import Spy
from upgrade_program.messaging.enums import Report
from upgrade_program.messaging.models import Message
from upgrade_program.messaging.sending import send_due
from upgrade_program.messaging.services import Recipient, forget_old, note_report
from upgrade_program.messaging.signatures import WINDOW, signature, signed

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(minutes=1)
BOTH = Recipient(mobile="+919810455421", email="farhan@example.in")
BODY = b'{"id": "id-0", "report": "delivered"}'


@pytest.fixture
def sms(spy: type[Spy]) -> Message:
    with transaction.atomic():
        sold(to=BOTH)
    send_due(at=AT)
    return Message.objects.get(channel="sms")


def fate(message: Message) -> tuple[str, object]:
    message.refresh_from_db()
    return message.report, message.reported_at


@pytest.mark.parametrize("report", list(Report))
def test_by_the_providers_id_or_by_our_reference(sms: Message, report: Report) -> None:
    assert note_report(provider_id=sms.provider_id, report=report, at=LATER)
    assert fate(sms) == (report, LATER)


def test_by_our_reference(sms: Message) -> None:
    assert note_report(reference=str(sms.reference), report=Report.FAILED, at=LATER)
    assert fate(sms) == ("failed", LATER)


def test_the_first_stands_whatever_comes_after(sms: Message) -> None:
    note_report(provider_id=sms.provider_id, report=Report.DELIVERED, at=LATER)
    for report in Report:
        assert not note_report(provider_id=sms.provider_id, report=report, at=LATER + timedelta(hours=1))
    assert fate(sms) == ("delivered", LATER)


def test_nobodys_and_a_mails_and_a_waiting_ones_change_nothing(sms: Message) -> None:
    mail = Message.objects.get(channel="email")
    sold(cause="plan:18:sold")
    waiting = Message.objects.get(cause="plan:18:sold")
    before = list(Message.objects.order_by("id").values())
    for named in ({"provider_id": mail.provider_id}, {"reference": str(waiting.reference)}, {"reference": str(uuid4())},
                  {"reference": "no uuid"}, {"provider_id": ""}, {"provider_id": "nobody's"}):  # fmt: skip
        assert not note_report(**named, report=Report.DELIVERED, at=LATER)
    assert list(Message.objects.order_by("id").values()) == before


def test_an_id_that_two_messages_have_is_nobodys(sms: Message, spy: type[Spy]) -> None:
    spy.will(lambda letter: sms.provider_id)
    sold(cause="plan:18:sold")
    send_due(at=AT)
    assert not note_report(provider_id=sms.provider_id, report=Report.DELIVERED, at=LATER)
    assert fate(sms) == ("", None)


def test_after_it_was_forgotten_its_id_is_nobodys(sms: Message) -> None:
    told = sms.provider_id
    forget_old(at=AT + timedelta(days=91))
    assert not note_report(provider_id=told, report=Report.DELIVERED, at=LATER)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_one_is_noted(sms: Message) -> None:
    tell = list(Report)
    answers = at_once(8, lambda number: note_report(provider_id=sms.provider_id, report=tell[number % 2], at=LATER))
    assert sorted(map(str, answers)) == ["False"] * 7 + ["True"]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"report": "failed"}, "a_report_stands_as_it_came"),
        ({"report": "", "reported_at": None}, "a_report_stands_as_it_came"),
        ({"reported_at": AT}, "a_report_stands_as_it_came"),
        ({"state": "queued", "ended_at": None}, "a_sent_message_stays_sent"),
        ({"text": None}, "a_sent_message_stays_sent"),
    ],
)
def test_the_database_holds_it(sms: Message, change: dict[str, object], name: str) -> None:
    note_report(provider_id=sms.provider_id, report=Report.DELIVERED, at=LATER)
    with pytest.raises(IntegrityError) as no, transaction.atomic():
        Message.objects.filter(pk=sms.pk).update(**change)
    assert law(no.value) == name


# Signatures ------------------------------------------------------------------------------------------------------------------------------

KEY = "a secret that the provider and we know"
SECONDS = int(AT.timestamp())


def header(*, key: str = KEY, body: bytes = BODY, seconds: int = SECONDS) -> str:
    return f"t={seconds},v1={signature(key, body, seconds=seconds)}"


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (header(), True),
        (header(seconds=SECONDS - WINDOW), True),
        (header(seconds=SECONDS + WINDOW), True),
        (header(seconds=SECONDS - WINDOW - 1), False),
        (header(seconds=SECONDS + WINDOW + 1), False),
        (header(key="another"), False),
        (header(key=""), False),
        (header(body=BODY + b" "), False),
        (header().replace(f"t={SECONDS}", f"t={SECONDS + 1}"), False),
        (header().upper(), False),
        (header() + " ", False),
        ("", False),
        ("t=,v1=", False),
        ("t=１,v1=" + "0" * 64, False),
    ],
)
def test_what_is_signed_just_now_with_our_secret(settings: Settings, given: str, taken: bool) -> None:
    settings.MESSAGE_REPORTS_KEY = KEY
    assert signed(given, BODY, at=AT) is taken


def test_without_a_secret_nothing_is_taken(settings: Settings) -> None:
    settings.MESSAGE_REPORTS_KEY = ""
    assert not signed(header(key=""), BODY, at=AT)


def test_the_golden_signature() -> None:
    """Made with `printf '1700000000.{}' | openssl dgst -sha256 -hmac key`."""
    assert signature("key", b"{}", seconds=1_700_000_000) == "9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae"
