"""A member leaves at a counter with the code from their phone: sent, looked at, compared, used up. Source: loyalty rule 14."""

from __future__ import annotations

from datetime import datetime

from loyalty.members.refusals import NoConsentToPoints
from loyalty.programme.queries import is_member
from loyalty.programme.services.joining import require_way, withdraw_all
from loyalty.spending.codes import Bound, CodeSent
from upgrade_program.customers.mobiles import masked_mobile
from upgrade_program.customers.models import Customer
from upgrade_program.customers.services import locked_customer
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.otp.models import Challenge
from upgrade_program.otp.queries import waiting
from upgrade_program.otp.services import ask, check, consume

TEMPLATE = "otp.leave"


def send_leaving_code(*, customer: Customer, actor: Actor, address: str, at: datetime) -> CodeSent:
    """Send the member the code that lets this person withdraw the consent to points for them.

    Staff at any store's counter, wherever the member joined. Refuses everybody else (`forbidden`), where no consent stands
    (`nothing_changes`), and too many codes (`otp_limit`).
    """
    _check(customer, actor=actor)
    challenge = ask(
        **_proof_of(customer, actor=actor),
        mobile=customer.mobile,
        customer_id=customer.pk,
        language=customer.language,
        words={"store": actor.store_name},
        address=address,
        at=at,
        template=TEMPLATE,
    )
    return _sent(customer, challenge)


def waiting_leaving_code(*, customer: Customer, actor: Actor, at: datetime) -> CodeSent | None:
    """The code this person has sent for this and that still counts."""
    challenge = waiting(**_proof_of(customer, actor=actor), at=at)
    return _sent(customer, challenge) if challenge else None


def confirm_leaving(*, customer: Customer, code: str, actor: Actor, at: datetime) -> None:
    """Compare the code in a transaction of its own: a wrong try stays counted. Refuses first what `send_leaving_code` would."""
    _check(customer, actor=actor)
    check(**_proof_of(customer, actor=actor), code=code, at=at)


def leave_at_counter(*, customer: Customer, actor: Actor, at: datetime) -> bool:
    """As `programme.services.leave`, for a member who stands at any store's counter; says whether that is new.

    Uses up the code of theirs that `confirm_leaving` has let pass. Of who has left already nothing changes, and no code is used up.
    Points on hold stay for their payment. Refuses (`forbidden`) who stands at no counter, (`not_found`) who is erased, and (`otp_wrong`,
    `otp_expired`) a code that did not pass.
    """
    require_way(actor.at_counter)
    with act_transaction():
        customer = locked_customer(customer.pk)
        if not is_member(customer.pk):
            return False
        consume(**_proof_of(customer, actor=actor), at=at)
        withdraw_all(customer=customer, actor=actor, at=at)
    return True


def _check(customer: Customer, *, actor: Actor) -> None:
    require_way(actor.at_counter)
    if not is_member(customer.pk):
        raise NoConsentToPoints


def _proof_of(customer: Customer, *, actor: Actor) -> Bound:
    """A code is good for this member's consent, and for who asks at this store."""
    return Bound(purpose="loyalty.leave", subject=f"customer:{customer.pk}", session=f"{actor.label}@{actor.store_id}")


def _sent(customer: Customer, challenge: Challenge) -> CodeSent:
    return CodeSent(sent_to=masked_mobile(customer.mobile), expires_at=challenge.expires_at, resend_at=challenge.resend_at)
