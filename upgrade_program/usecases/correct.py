"""Correct a mistyped mobile or name: send the code, confirm it, correct."""

from __future__ import annotations

from datetime import date, datetime

from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import plan_for
from upgrade_program.plans.services import (
    CodeSent,
    confirm_correction,
    correct_plan,
    send_correction_code,
    waiting_correction_code,
)
from upgrade_program.usecases.falling_silent import left_behind

__all__ = ["CodeSent", "code_waiting", "correct_confirmed", "send_code"]


def send_code(*, actor: Actor, number: str, mobile: str, name: str, address: str, at: datetime, on: date) -> CodeSent:
    """Send the code as `plans.services.send_correction_code` promises and refuses; an empty mobile is the present one."""
    plan = plan_for(actor, number)
    return send_correction_code(plan=plan, mobile=mobile or plan.customer.mobile, name=name, actor=actor, address=address, at=at, on=on)


def code_waiting(*, actor: Actor, plan: Plan, mobile: str, name: str, at: datetime, on: date) -> CodeSent | None:
    """The code this actor has sent for this very correction and that still counts; refuses what the correction refuses."""
    return waiting_correction_code(plan=plan, mobile=mobile or plan.customer.mobile, name=name, actor=actor, at=at, on=on)


def correct_confirmed(*, actor: Actor, number: str, mobile: str, name: str, reason: str, code: str, at: datetime, on: date) -> Plan:
    """Compare the code, outside of any transaction, then correct as `plans.services.correct_plan` promises and refuses.

    What waits to be sent to the mobile before is called off.
    """
    plan = plan_for(actor, number)
    wanted = mobile or plan.customer.mobile
    confirm_correction(plan=plan, mobile=wanted, name=name, reason=reason, code=code, actor=actor, at=at, on=on)
    with act_transaction():
        plan = correct_plan(plan=plan, mobile=wanted, name=name, reason=reason, actor=actor, at=at, on=on)
        left_behind(plan, at=at)
    return plan
