"""`check --deploy` says what keeps SMS from arriving, and the command prints what is to be registered."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import Settings

from upgrade_program.messaging.checks import OVER_HTTP, registered_texts, sms_would_arrive

COMPLETE: dict[str, Any] = {
    "url": "https://sms.example.in/send",
    "sender": "SMTUPG",
    "entity_id": "1101456780000012345",
    "template_ids": dict.fromkeys(registered_texts(), "1107160000000000001"),
}


@pytest.fixture(autouse=True)
def real(settings: Settings) -> Settings:
    settings.MESSAGE_GATEWAYS = {"sms": OVER_HTTP}
    settings.SMS_GATEWAY = COMPLETE
    return settings


def found() -> list[str]:
    return [str(message.id) for message in sms_would_arrive()]


def test_a_complete_site_has_nothing_to_say() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"url": ""}, []),
        ({"url": "http://sms.example.in/send"}, ["messaging.E001"]),
        ({"sender": ""}, ["messaging.W001"]),
        ({"entity_id": ""}, ["messaging.W001"]),
        ({"template_ids": {"plan.sold/en": "1107"}}, ["messaging.W001"]),
    ],
)
def test_what_the_sms_gateway_lacks(real: Settings, changes: dict[str, Any], says: list[str]) -> None:
    real.SMS_GATEWAY = COMPLETE | changes
    assert found() == says


def test_the_demo_sends_nothing_and_lacks_nothing(settings: Settings) -> None:
    settings.MESSAGE_GATEWAYS = {"sms": "upgrade_program.demo.gateways.KeptSms"}
    settings.SMS_GATEWAY = COMPLETE | {"sender": ""}
    assert found() == []


def test_the_texts_are_printed_as_they_are_registered() -> None:
    said = io.StringIO()
    call_command("sms_templates", stdout=said)
    lines = said.getvalue().splitlines()
    here = next(number for number, line in enumerate(lines) if line.startswith("otp.code/en="))
    assert re.fullmatch(r"otp\.code/en=1107\d{15}", lines[here])
    assert lines[here + 1 : here + 2] == [
        "  {#var#} is your Smart Upgrade code. For: {#var#}, plan {#var#}, {#var#}."
        " Tell it to the store only if you want this. It ends in {#var#} minutes.",
    ]
    assert len(lines) == 2 * len(registered_texts())
    assert not re.search(r"{(?!#var#})", said.getvalue())
