"""What these tests send."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from upgrade_program.messaging.services import Recipient, queue

AT = datetime(2027, 5, 3, 6, 12, tzinfo=UTC)
PLAN_SLOTS = {
    "name": "Farhan Ali",
    "number": "4Q7K-2MXA-T9C",
    "device": "Redmi Note 9 Pro 4/64",
    "value": "₹9,799",
    "first_day": "4 Aug 2027",
    "last_day": "3 Nov 2027",
    "until": "3 Aug 2028",
    "tiers": "4 Aug 2027 – 3 Nov 2027: ₹9,799 (70 %)",
    "price": "₹549",
    "free_look": "10 May 2027",
    "store": "Mi Home Nehru Place",
    "link": "https://upgrade.example.in/p/Zb3kPq8sT1vXw5yZ0aBcDeFg/",
}
CODE_SLOTS = {"act": "Cancel the plan", "amount": "₹549 back", "plan": "4Q7K-2MXA-T9C", "minutes": "5"}


def sold(*, to: Recipient | None = None, cause: str = "plan:17:sold", at: datetime = AT, **slots: Any) -> None:
    """Queue a plan's details, by SMS unless said otherwise."""
    queue(template="plan.sold", to=to or Recipient(mobile="+919810455421"), slots=PLAN_SLOTS | slots, cause=cause, at=at)


def code(challenge: str = "8f2c", *, cause: str = "", at: datetime = AT) -> None:
    """Queue the code of a challenge."""
    queue(
        template="otp.code",
        to=Recipient(mobile="+919810455421"),
        slots=CODE_SLOTS,
        cause=cause or f"otp:{challenge}",
        at=at,
        secret=f"otp:{challenge}",
    )
