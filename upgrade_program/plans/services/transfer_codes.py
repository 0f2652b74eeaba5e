"""The two codes of a transfer: one to the present holder, one to the new; sent, looked at, compared. Source: smart-upgrade section 5."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import NamedTuple

from upgrade_program.customers.contact import parse_language
from upgrade_program.customers.mobiles import masked_mobile
from upgrade_program.kernel.actor import Actor
from upgrade_program.otp.queries import waiting
from upgrade_program.otp.refusals import OtpExpired, OtpWrong
from upgrade_program.otp.services import ask, check
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services.cancellation_code import CodeSent
from upgrade_program.plans.services.cancellation_rules import Bound, checked_reason
from upgrade_program.plans.services.holder import Holder, bound_to, require_seller_of
from upgrade_program.plans.services.transfer_rules import check_transferable, read_new_holder

GIVES, TAKES = "plan.transfer", "plan.transfer_to"  # what the code of each of the two is for
_WORDS = {"en": ("Give the plan away", "no payment"), "hi": ("प्लान किसी और को देना", "कोई भुगतान नहीं")}
_TO_WORDS = {"en": ("Take the plan over", "no payment"), "hi": ("प्लान अपने नाम लेना", "कोई भुगतान नहीं")}


class BothCodes(NamedTuple):
    """The codes that are on their way for a transfer, as far as they still count."""

    giving: CodeSent | None
    taking: CodeSent | None


def send_giving_code(*, plan: Plan, actor: Actor, address: str, at: datetime, on: date) -> CodeSent:
    """Send the present holder the code that lets this person transfer the plan.

    Staff of the selling store. Refuses plans whose terms allow no transfer (`transfer_not_allowed`), that are not active
    (`plan_not_live`) or held by a claim (`claim_open`), and too many codes (`otp_limit`).
    """
    require_seller_of(actor, plan)
    check_transferable(plan, None, on=on)
    language, mobile = plan.customer_language, plan.customer.mobile
    return _send(plan, bound=given_by(plan, actor=actor), mobile=mobile, language=language, words=_WORDS, address=address, at=at)


def send_taking_code(
    *, plan: Plan, mobile: str, name: str, language: str = "", actor: Actor, address: str, at: datetime, on: date
) -> CodeSent:
    """Send the new holder theirs, in their language (empty: the plan's); refuses likewise, and the person who holds the plan already
    (`nothing_changes`)."""
    require_seller_of(actor, plan)
    wanted = read_new_holder(mobile=mobile, name=name)
    spoken = parse_language(language or plan.customer_language)
    check_transferable(plan, wanted, on=on)
    bound = taken_by(plan, wanted, actor=actor)
    return _send(plan, bound=bound, mobile=wanted.mobile, language=spoken.value, words=_TO_WORDS, address=address, at=at)


def waiting_transfer_codes(*, plan: Plan, mobile: str, name: str, actor: Actor, at: datetime, on: date) -> BothCodes:
    """The codes this person has sent for this plan and this new holder and that still count; refuses what the transfer refuses."""
    require_seller_of(actor, plan)
    wanted = read_new_holder(mobile=mobile, name=name)
    check_transferable(plan, wanted, on=on)
    return BothCodes(
        giving=_waiting(given_by(plan, actor=actor), mobile=plan.customer.mobile, at=at),
        taking=_waiting(taken_by(plan, wanted, actor=actor), mobile=wanted.mobile, at=at),
    )


def confirm_transfer(
    *, plan: Plan, mobile: str, name: str, reason: str, giving_code: str, taking_code: str, actor: Actor, at: datetime, on: date
) -> None:
    """Compare both codes, each try in a transaction of its own; refuses first what the transfer would refuse.

    What is wrong with the present holder's code stands at `otp`, with the new holder's at `new_otp`.
    """
    require_seller_of(actor, plan)
    wanted = read_new_holder(mobile=mobile, name=name)
    checked_reason(reason)
    check_transferable(plan, wanted, on=on)
    check(**given_by(plan, actor=actor), code=giving_code, at=at)
    with told_of_the_new_holder():
        check(**taken_by(plan, wanted, actor=actor), code=taking_code, at=at)


def given_by(plan: Plan, *, actor: Actor) -> Bound:
    """The present holder's code is good for this plan and this person at this store."""
    return Bound(purpose=GIVES, subject=f"plan:{plan.pk}", session=f"{actor.label}@{actor.store_id}")


def taken_by(plan: Plan, wanted: Holder, *, actor: Actor) -> Bound:
    """The new holder's is good for their mobile and name, too."""
    return bound_to(plan, wanted, purpose=TAKES, actor=actor)


@contextmanager
def told_of_the_new_holder() -> Iterator[None]:
    """A refusal of a code names the field of the new holder's."""
    try:
        yield
    except (OtpWrong, OtpExpired) as no:
        no.field = "new_otp"
        raise


def _waiting(bound: Bound, *, mobile: str, at: datetime) -> CodeSent | None:
    found = waiting(**bound, at=at)
    return CodeSent(sent_to=masked_mobile(mobile), expires_at=found.expires_at, resend_at=found.resend_at) if found else None


def _send(
    plan: Plan, *, bound: Bound, mobile: str, language: str, words: dict[str, tuple[str, str]], address: str, at: datetime
) -> CodeSent:
    act, amount = words[language]
    challenge = ask(
        **bound,
        mobile=mobile,
        customer_id=plan.customer_id if mobile == plan.customer.mobile else None,
        language=language,
        words={"act": act, "amount": amount, "plan": plan.written},
        address=address,
        at=at,
    )
    return CodeSent(sent_to=masked_mobile(mobile), expires_at=challenge.expires_at, resend_at=challenge.resend_at)
