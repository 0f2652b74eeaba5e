"""A mobile or name that was mistyped at the sale is put right, once the customer has said yes with a code. Source: interface, counter."""

from __future__ import annotations

from datetime import date, datetime

from upgrade_program.customers.mobiles import masked_mobile
from upgrade_program.customers.services import remember_customer
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.otp.queries import waiting
from upgrade_program.otp.services import ask, check, consume
from upgrade_program.plans.enums import Change
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services.cancellation_code import CodeSent
from upgrade_program.plans.services.cancellation_rules import checked_reason
from upgrade_program.plans.services.holder import Holder, bound_to, check_changeable, put_holder, read_holder, require_seller_of
from upgrade_program.plans.services.locking import locked

PURPOSE = "plan.correct"
# What the message names, in the customer's language: the act, and that it moves no money.
_WORDS = {"en": ("Correct mobile or name", "no payment"), "hi": ("मोबाइल या नाम ठीक करना", "कोई भुगतान नहीं")}


def send_correction_code(*, plan: Plan, mobile: str, name: str, actor: Actor, address: str, at: datetime, on: date) -> CodeSent:
    """Send the code that lets this person correct the plan: to the new mobile, which proves that it is the customer's.

    Where only the name changes it goes to the present one. Refuses what the correction refuses, and too many codes (`otp_limit`).
    """
    wanted = _wanted(plan, mobile=mobile, name=name, actor=actor, on=on)
    act, amount = _WORDS[plan.customer_language]
    challenge = ask(
        **bound_to(plan, wanted, purpose=PURPOSE, actor=actor),
        mobile=wanted.mobile,
        customer_id=plan.customer_id if wanted.mobile == plan.customer.mobile else None,
        language=plan.customer_language,
        words={"act": act, "amount": amount, "plan": plan.written},
        address=address,
        at=at,
    )
    return CodeSent(sent_to=masked_mobile(wanted.mobile), expires_at=challenge.expires_at, resend_at=challenge.resend_at)


def waiting_correction_code(*, plan: Plan, mobile: str, name: str, actor: Actor, at: datetime, on: date) -> CodeSent | None:
    """The code this person has sent for this very correction and that still counts; refuses what the correction refuses."""
    wanted = _wanted(plan, mobile=mobile, name=name, actor=actor, on=on)
    found = waiting(**bound_to(plan, wanted, purpose=PURPOSE, actor=actor), at=at)
    return CodeSent(sent_to=masked_mobile(wanted.mobile), expires_at=found.expires_at, resend_at=found.resend_at) if found else None


def confirm_correction(*, plan: Plan, mobile: str, name: str, reason: str, code: str, actor: Actor, at: datetime, on: date) -> None:
    """Compare the code in a transaction of its own: a wrong try stays counted. Refuses first what the correction would refuse."""
    wanted = _wanted(plan, mobile=mobile, name=name, actor=actor, on=on)
    checked_reason(reason)
    check(**bound_to(plan, wanted, purpose=PURPOSE, actor=actor), code=code, at=at)


def correct_plan(*, plan: Plan, mobile: str, name: str, reason: str, actor: Actor, at: datetime, on: date) -> Plan:
    """Put the mobile and the name on a live plan right; the known customer of the mobile keeps the name they are known by.

    Staff of the selling store, with a reason; uses up the code that `confirm_correction` has let pass (`otp_wrong`, `otp_expired`). Another
    mobile gets a new link, and the old one stops; whoever has signed in with the old mobile is signed out. The tax documents stay as
    issued. Refuses ended plans (`plan_not_live`), plans held by a claim (`claim_open`), and a correction that changes nothing
    (`nothing_changes`).
    """
    require_seller_of(actor, plan)
    wanted, reason = read_holder(mobile=mobile, name=name), checked_reason(reason)
    with act_transaction():
        plan = locked(plan.pk)
        check_changeable(plan, wanted, on=on)
        consume(**bound_to(plan, wanted, purpose=PURPOSE, actor=actor), at=at)
        customer = plan.customer
        if wanted.mobile != customer.mobile:
            # No e-mail comes along: the one on record may be that of the stranger whose number was typed.
            customer = remember_customer(mobile=wanted.mobile, name=wanted.name, email="", language=plan.customer_language, at=at)
        put_holder(plan, kind=Change.CORRECTION, customer=customer, name=wanted.name, reason=reason, actor=actor, at=at)
    return plan


def _wanted(plan: Plan, *, mobile: str, name: str, actor: Actor, on: date) -> Holder:
    require_seller_of(actor, plan)
    wanted = read_holder(mobile=mobile, name=name)
    check_changeable(plan, wanted, on=on)
    return wanted
