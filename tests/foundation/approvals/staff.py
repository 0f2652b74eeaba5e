"""Who asks and decides in these tests, by plain id, and one request to decide."""

from __future__ import annotations

from typing import Any

from tests.foundation.people import AT, CLERK, OFFICE, OTHER_CLERK
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.services import ask
from upgrade_program.kernel.actor import Actor, Role

__all__ = ["AT", "AUDITOR", "CLERK", "IDLE", "MANAGER", "OFFICE", "OTHER_CLERK", "OTHER_MANAGER", "asked"]

MANAGER = Actor(role=Role.MANAGER, staff_id=21, username="manager.dl01", name="Vikram", store_id=7, store_code="DL01")
OTHER_MANAGER = Actor(role=Role.MANAGER, staff_id=22, username="manager.mh01", name="Sunita", store_id=8, store_code="MH01")
AUDITOR = Actor(role=Role.AUDITOR, staff_id=23, username="auditor", name="Irfan")
IDLE = Actor(role=Role.ANONYMOUS, staff_id=24, username="left", name="Left")
FACTS = {"amount": "700.00", "limit": "1000.00", "last_day": "2026-04-03"}


def asked(**changes: Any) -> Approval:
    """The clerk of store 7 asks for an override of 700 rupees on claim 17."""
    request: dict[str, Any] = {
        "kind": "claim.override",
        "subject": "claim:17",
        "needs": Role.MANAGER,
        "facts": FACTS,
        "reason": "Scratch was there at the sale",
        "actor": CLERK,
        "at": AT,
    }
    return ask(**(request | changes))
