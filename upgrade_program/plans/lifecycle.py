"""Which step of a plan's life may follow which. Source: smart-upgrade section 5. The database holds the same table as a trigger."""

from __future__ import annotations

from upgrade_program.kernel.errors import Refused
from upgrade_program.plans.enums import Status

STEPS: frozenset[tuple[Status, Status]] = frozenset(
    {
        (Status.PENDING, Status.ACTIVE),
        (Status.PENDING, Status.CANCELLED),
        (Status.ACTIVE, Status.REDEEMED),
        (Status.ACTIVE, Status.CANCELLED),
        (Status.ACTIVE, Status.EXPIRED),
        (Status.ACTIVE, Status.SUSPENDED),
        (Status.SUSPENDED, Status.ACTIVE),
        (Status.SUSPENDED, Status.EXPIRED),
        (Status.SUSPENDED, Status.CANCELLED),
        (Status.REDEEMED, Status.ACTIVE),  # by reversal only
        (Status.REDEEMED, Status.EXPIRED),  # by reversal only
        (Status.EXPIRED, Status.ACTIVE),  # by an approved extension only, and held while it lasts
    }
)


class PlanNotLive(Refused):
    """The plan's status does not allow this step."""

    code = "plan_not_live"
    sentence = "This plan is {status}; this step is no longer possible."
    next_step = "Open the plan page to see what happened and what can be done now."


def check_step(status: str, to: Status) -> None:
    """Let a legal step pass; refuse any other with `plan_not_live`."""
    if (Status(status), to) not in STEPS:
        raise PlanNotLive(status=status)
