"""One customer, one plan to cancel, one manager; and the words a code's message needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.factories.plans import AT
from upgrade_program.otp.codes import code_of
from upgrade_program.otp.models import Challenge
from upgrade_program.otp.services import ask

PLACE = {"purpose": "plan.cancel", "subject": "plan:17", "session": "staff:4@1"}
MOBILE = "+919810455421"


def asked(*, at: datetime = AT, mobile: str = MOBILE, address: str = "203.0.113.7", language: str = "en", **place: str) -> Challenge:
    """A code asked for, for the customer to cancel plan 17 unless told."""
    return ask(
        **(PLACE | place),
        mobile=mobile,
        customer_id=5,
        language=language,
        words={"act": "Cancel the plan", "amount": "₹549 back", "plan": "7K3M-9QPX-2TC"},
        address=address,
        at=at,
    )


def wrong(challenge: Challenge, step: int = 1) -> str:
    """A code that is not the challenge's."""
    return f"{(int(code_of(challenge.pk)) + step) % 1_000_000:06d}"


@pytest.fixture
def state() -> Callable[[], list[dict[str, Any]]]:
    """Every row of every challenge, to see that nothing has changed."""
    return lambda: list(Challenge.objects.order_by("pk").values())
