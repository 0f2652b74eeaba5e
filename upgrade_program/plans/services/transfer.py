"""A plan goes to another person with its phone, where its terms allow it; both say yes with a code. Source: smart-upgrade section 5."""

from __future__ import annotations

from datetime import date, datetime

from upgrade_program.customers.mobiles import masked_mobile
from upgrade_program.customers.services import give_consent, remember_customer
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.otp.services import ask, check, consume
from upgrade_program.plans.enums import Change, Status
from upgrade_program.plans.lifecycle import PlanNotLive
from upgrade_program.plans.models import Plan
from upgrade_program.plans.refusals import NothingChanges, TransferNotAllowed
from upgrade_program.plans.services.cancellation_code import CodeSent
from upgrade_program.plans.services.cancellation_rules import Bound, checked_reason
from upgrade_program.plans.services.holder import Holder, bound_to, check_changeable, put_holder, read_holder, require_seller_of
from upgrade_program.plans.services.locking import locked

GIVES, TAKES = "plan.transfer", "plan.transfer_to"  # what the code of each of the two is for
_WORDS = {"en": ("Give the plan away", "no payment"), "hi": ("प्लान किसी और को देना", "कोई भुगतान नहीं")}
_TO_WORDS = {"en": ("Take the plan over", "no payment"), "hi": ("प्लान अपने नाम लेना", "कोई भुगतान नहीं")}


def send_giving_code(*, plan: Plan, actor: Actor, address: str, at: datetime, on: date) -> CodeSent:
    """Send the present holder the code that lets this person transfer the plan.

    Staff of the selling store. Refuses plans whose terms allow no transfer (`transfer_not_allowed`), that are not active
    (`plan_not_live`) or held by a claim (`claim_open`), and too many codes (`otp_limit`).
    """
    require_seller_of(actor, plan)
    check_transferable(plan, None, on=on)
    return _send(plan, bound=_given(plan, actor=actor), mobile=plan.customer.mobile, words=_WORDS, address=address, at=at)


def send_taking_code(*, plan: Plan, mobile: str, name: str, actor: Actor, address: str, at: datetime, on: date) -> CodeSent:
    """Send the new holder theirs; refuses likewise, and the person who holds the plan already (`nothing_changes`)."""
    require_seller_of(actor, plan)
    wanted = read_holder(mobile=mobile, name=name)
    check_transferable(plan, wanted, on=on)
    bound = bound_to(plan, wanted, purpose=TAKES, actor=actor)
    return _send(plan, bound=bound, mobile=wanted.mobile, words=_TO_WORDS, address=address, at=at)


def confirm_transfer(
    *, plan: Plan, mobile: str, name: str, reason: str, giving_code: str, taking_code: str, actor: Actor, at: datetime, on: date
) -> None:
    """Compare both codes, each try in a transaction of its own; refuses first what the transfer would refuse."""
    require_seller_of(actor, plan)
    wanted = read_holder(mobile=mobile, name=name)
    checked_reason(reason)
    check_transferable(plan, wanted, on=on)
    check(**_given(plan, actor=actor), code=giving_code, at=at)
    check(**bound_to(plan, wanted, purpose=TAKES, actor=actor), code=taking_code, at=at)


def transfer_plan(
    *, plan: Plan, mobile: str, name: str, consent_version: int | None, reason: str, actor: Actor, at: datetime, on: date
) -> Plan:
    """Give an active plan to another person, with its dates and value; both codes are used up, and the new holder's consent is kept.

    Refuses as `send_giving_code` and `send_taking_code` do, codes that did not pass, and a consent to no text in force (`consent_missing`).
    """
    require_seller_of(actor, plan)
    wanted, reason = read_holder(mobile=mobile, name=name), checked_reason(reason)
    with act_transaction():
        plan = locked(plan.pk)
        check_transferable(plan, wanted, on=on)
        consume(**_given(plan, actor=actor), at=at)
        consume(**bound_to(plan, wanted, purpose=TAKES, actor=actor), at=at)
        language = plan.customer_language
        customer = remember_customer(mobile=wanted.mobile, name=wanted.name, email="", language=language, at=at)
        consent = give_consent(
            customer=customer, text_version=consent_version, language=language, actor=actor, at=at, subject=f"plan:{plan.pk}"
        )
        put_holder(
            plan,
            kind=Change.TRANSFER,
            customer=customer,
            name=wanted.name,
            reason=reason,
            actor=actor,
            at=at,
            facts={"consent": consent.pk},
        )
    return plan


def check_transferable(plan: Plan, wanted: Holder | None, *, on: date) -> None:
    """Whether the terms allow it comes first: where they do not, nothing else matters."""
    if not plan.promise.terms.limits.transfer:
        raise TransferNotAllowed
    if plan.status != Status.ACTIVE:
        raise PlanNotLive(status=plan.status)
    check_changeable(plan, wanted or Holder("", ""), on=on)
    if wanted and wanted.mobile == plan.customer.mobile:
        raise NothingChanges(field="mobile")


def _given(plan: Plan, *, actor: Actor) -> Bound:
    return Bound(purpose=GIVES, subject=f"plan:{plan.pk}", session=f"{actor.label}@{actor.store_id}")


def _send(plan: Plan, *, bound: Bound, mobile: str, words: dict[str, tuple[str, str]], address: str, at: datetime) -> CodeSent:
    act, amount = words[plan.customer_language]
    challenge = ask(
        **bound,
        mobile=mobile,
        customer_id=plan.customer_id if mobile == plan.customer.mobile else None,
        language=plan.customer_language,
        words={"act": act, "amount": amount, "plan": plan.written},
        address=address,
        at=at,
    )
    return CodeSent(sent_to=masked_mobile(mobile), expires_at=challenge.expires_at, resend_at=challenge.resend_at)
