"""Give a plan to another person, where its terms allow it: send both codes, confirm them, transfer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import plan_for
from upgrade_program.plans.services import (
    BothCodes,
    CodeSent,
    confirm_transfer,
    send_giving_code,
    send_taking_code,
    transfer_plan,
    waiting_transfer_codes,
)
from upgrade_program.usecases.falling_silent import left_behind

__all__ = ["BothCodes", "CodeSent", "NewHolder", "codes_waiting", "confirm", "send_code", "send_code_to", "transfer", "transfer_confirmed"]


@dataclass(frozen=True, slots=True)
class NewHolder:
    """Who takes a plan over, as typed: mobile, name, language (empty: the plan's own) and the text they agreed to."""

    mobile: str
    name: str
    language: str = ""
    consent_version: int | None = None


def send_code(*, actor: Actor, number: str, address: str, at: datetime, on: date) -> CodeSent:
    """Send the present holder's code as `plans.services.send_giving_code` promises and refuses; unknown numbers are `not_found`."""
    return send_giving_code(plan=plan_for(actor, number), actor=actor, address=address, at=at, on=on)


def send_code_to(*, actor: Actor, number: str, to: NewHolder, address: str, at: datetime, on: date) -> CodeSent:
    """Send the new holder's code as `plans.services.send_taking_code` promises and refuses."""
    asked = {"mobile": to.mobile, "name": to.name, "language": to.language}
    return send_taking_code(plan=plan_for(actor, number), **asked, actor=actor, address=address, at=at, on=on)


def codes_waiting(*, actor: Actor, plan: Plan, to: NewHolder, at: datetime, on: date) -> BothCodes:
    """The codes this actor has sent for this very transfer and that still count; refuses what the transfer refuses."""
    return waiting_transfer_codes(plan=plan, mobile=to.mobile, name=to.name, actor=actor, at=at, on=on)


def confirm(*, actor: Actor, number: str, to: NewHolder, reason: str, otp: str, new_otp: str, at: datetime, on: date) -> None:
    """Compare both codes, outside of any transaction, as `plans.services.confirm_transfer` promises and refuses."""
    codes = {"giving_code": otp, "taking_code": new_otp}
    confirm_transfer(plan=plan_for(actor, number), mobile=to.mobile, name=to.name, reason=reason, **codes, actor=actor, at=at, on=on)


def transfer(*, actor: Actor, number: str, to: NewHolder, reason: str, at: datetime, on: date) -> Plan:
    """Transfer as `plans.services.transfer_plan` promises and refuses; what waits to be sent to the holder before is called off."""
    with act_transaction():
        plan = transfer_plan(
            plan=plan_for(actor, number),
            mobile=to.mobile,
            name=to.name,
            language=to.language,
            consent_version=to.consent_version,
            reason=reason,
            actor=actor,
            at=at,
            on=on,
        )
        left_behind(plan, at=at)
    return plan


def transfer_confirmed(*, actor: Actor, number: str, to: NewHolder, reason: str, otp: str, new_otp: str, at: datetime, on: date) -> Plan:
    """Both in one go."""
    confirm(actor=actor, number=number, to=to, reason=reason, otp=otp, new_otp=new_otp, at=at, on=on)
    return transfer(actor=actor, number=number, to=to, reason=reason, at=at, on=on)
