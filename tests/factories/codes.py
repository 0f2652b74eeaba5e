"""The customer's side of a cancellation: the code asked for, read from the phone, and told to the manager."""

from __future__ import annotations

from datetime import date, datetime

from stores.clock import local_day
from tests.factories.plans import AT
from upgrade_program.kernel.actor import Actor
from upgrade_program.messaging.models import Message
from upgrade_program.otp.services import code_for
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import cancel_plan, confirm_cancellation, send_cancellation_code

ADDRESS = "127.0.0.1"  # what a test client comes from


def newest_code(*, at: datetime = AT) -> str:
    """The code in the newest message that has one, as it would be sent now."""
    secret = Message.objects.filter(secret__startswith="otp:").latest("id").secret
    told = code_for(secret.partition(":")[2], at=at)
    assert told is not None, "the newest code counts no more"
    return told["code"]


def asked_code(plan: Plan, *, actor: Actor, at: datetime = AT) -> str:
    """The code the customer gets when this manager asks for one to cancel the plan."""
    send_cancellation_code(plan=plan, actor=actor, address=ADDRESS, at=at, on=local_day(at))
    return newest_code(at=at)


def another(code: str, step: int = 1) -> str:
    """A code that is not this one."""
    return f"{(int(code) + step) % 1_000_000:06d}"


def confirmed(plan: Plan, *, actor: Actor, at: datetime = AT) -> Plan:
    """The plan, once its customer's code has been told to this manager and found right."""
    code = asked_code(plan, actor=actor, at=at)
    confirm_cancellation(plan=plan, reason="x", ground=Ground.FREE_LOOK, code=code, actor=actor, at=at, on=local_day(at))
    return plan


def cancelled(plan: Plan, *, actor: Actor, reason: str = "changed their mind", at: datetime = AT, on: date | None = None) -> Plan:
    """The plan, cancelled in its free look with the customer's code."""
    confirmed(plan, actor=actor, at=at)
    return cancel_plan(plan=plan, reason=reason, ground=Ground.FREE_LOOK, actor=actor, at=at, on=on or local_day(at))
