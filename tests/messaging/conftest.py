"""A gateway that tells what it was given, and does with it what the test says."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.messaging.spy import Spy
from upgrade_program.messaging import sending


@pytest.fixture
def spy(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> type[Spy]:
    """Carries both channels for this test, and knows the code of every challenge but `over`. A pass takes no time, however slow it is."""
    Spy.fresh()
    monkeypatch.setattr(sending, "monotonic", lambda: 0.0)
    settings.MESSAGE_GATEWAYS = {"sms": "tests.messaging.spy.Spy", "email": "tests.messaging.spy.Spy"}
    settings.MESSAGE_SECRETS = {"otp": "tests.messaging.spy.code_for"}
    return Spy
