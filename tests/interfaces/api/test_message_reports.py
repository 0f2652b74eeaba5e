"""The provider's reports of delivery over HTTP: signed or not at all, equal for every message, harmless when replayed or garbled."""

from __future__ import annotations

import random
from datetime import timedelta

import orjson
import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from tests.interfaces.api.chance import FIRM_AND_LONG, seed_of
from tests.messaging.letters import AT, sold
from upgrade_program.messaging.models import Message
from upgrade_program.messaging.sending import send_due
from upgrade_program.messaging.signatures import signature

pytestmark = pytest.mark.django_db
KEY, URL = "a secret that the provider and we know", "/api/v1/messages/reports/"
SECONDS = int(AT.timestamp())


@pytest.fixture(autouse=True)
def _now(settings: Settings):
    settings.MESSAGE_REPORTS_KEY = KEY
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def sms() -> Message:
    sold()
    send_due(at=AT)
    return Message.objects.get()


def tell(body: object, *, key: str = KEY, seconds: int = SECONDS, header: str | None = None, client: Client | None = None) -> HttpResponse:
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    mark = f"t={seconds},v1={signature(key, raw, seconds=seconds)}" if header is None else header
    return (client or Client()).post(URL, raw, content_type="application/json", headers={"X-Signature": mark})


def test_a_delivery_is_noted(sms: Message) -> None:
    answer = tell({"id": sms.provider_id, "report": "delivered"})
    assert (answer.status_code, answer.json()) == (200, {"received": True})
    sms.refresh_from_db()
    assert (sms.report, sms.reported_at) == ("delivered", AT)


def test_known_and_unknown_and_replayed_ones_answer_alike(sms: Message) -> None:
    told = [
        {"id": sms.provider_id, "report": "failed"},
        {"id": sms.provider_id, "report": "failed"},
        {"id": sms.provider_id, "report": "delivered"},
        {"id": "nobody's", "report": "delivered"},
        {"reference": str(sms.reference), "report": "delivered"},
        {"reference": "no uuid", "report": "delivered"},
    ]
    answers = [tell(body) for body in told]
    assert {(answer.status_code, answer.content) for answer in answers} == {(200, b'{"received":true}')}
    sms.refresh_from_db()
    assert sms.report == "failed"


@pytest.mark.parametrize(
    "more",
    [
        {"key": "another"},
        {"seconds": SECONDS - 301},
        {"seconds": SECONDS + 301},
        {"header": ""},
        {"header": "t=1,v1=00"},
        {"header": f"t={SECONDS},v1={'0' * 64}"},
    ],
)
def test_what_is_not_signed_just_now_is_refused_alike_and_changes_nothing(sms: Message, more: dict[str, object]) -> None:
    answer = tell({"id": sms.provider_id, "report": "delivered"}, **more)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer["WWW-Authenticate"] == "Signature"
    sms.refresh_from_db()
    assert sms.report == ""


def test_a_signature_of_another_body_is_none(sms: Message) -> None:
    raw = orjson.dumps({"id": sms.provider_id, "report": "delivered"})
    mark = f"t={SECONDS},v1={signature(KEY, raw, seconds=SECONDS)}"
    assert tell(raw.replace(b"delivered", b"failed"), header=mark).status_code == 401


def test_replayed_after_five_minutes_it_is_refused(sms: Message) -> None:
    raw = orjson.dumps({"id": sms.provider_id, "report": "delivered"})
    with time_machine.travel(AT + timedelta(seconds=301), tick=False):
        assert tell(raw).status_code == 401


def test_without_a_secret_the_door_is_shut(sms: Message, settings: Settings) -> None:
    settings.MESSAGE_REPORTS_KEY = ""
    assert tell({"id": sms.provider_id, "report": "delivered"}, key="").status_code == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"[]", 400),
        ({}, 422),
        ({"id": "x"}, 422),
        ({"id": "x", "report": "read"}, 422),
        ({"report": "delivered"}, 422),
        ({"id": "x", "reference": "y", "report": "delivered"}, 422),
        ({"id": 5, "report": "delivered"}, 422),
        ({"id": "x\x00", "report": "delivered"}, 422),
        ({"id": "x" * 101, "report": "delivered"}, 422),
        ({"id": "x", "report": "delivered", "mobile": "9810455421"}, 422),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(sms: Message, body: object, status: int) -> None:
    assert tell(body).status_code == status
    sms.refresh_from_db()
    assert sms.report == ""


@FIRM_AND_LONG
def test_whatever_is_signed_and_sent_never_breaks_it(sms: Message, firm: bool) -> None:
    seed = seed_of(firm=firm)
    print(f"seed {seed}")
    chance = random.Random(seed)
    values = [None, True, 5, -1.5, "", "x", "\ud7ff", "𝄞" * 90, [], {}, [1], {"a": 1}, "delivered", "failed", str(sms.reference)]
    for _ in range(150):
        body: object = {name: chance.choice(values) for name in ("id", "reference", "report", "more") if chance.random() < 0.7}
        raw = orjson.dumps(body)
        if chance.random() < 0.3:
            place = chance.randrange(len(raw))
            raw = raw[:place] + bytes([chance.randrange(256)]) + raw[place + 1 :]
        assert tell(raw).status_code in {200, 400, 422}


def test_a_body_too_large_is_refused(settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert tell({"id": "x" * 2000, "report": "delivered"}).status_code == 413
