"""A customer signs in to their own pages with a code from their mobile. Source: reliability S5, S6.

A stranger who types somebody's mobile learns nothing. Asking looks nobody up: whatever is typed, the same rows are written by the same
statements, and whether the mobile is anybody's is decided later, by the worker that sends the message. The limits count known and
unknown mobiles alike, and what is not sent costs no SMS. A mobile alone opens nothing, and a code from it suffices: no more is asked for
(digits of an IMEI would only be forgotten), and no page is found by an IMEI or a plan's number.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from upgrade_program.customers.mobiles import parse_mobile
from upgrade_program.customers.models import Customer, CustomerSession
from upgrade_program.customers.queries import customer_by_mobile
from upgrade_program.customers.sessions import begin_session, end_session
from upgrade_program.messaging.models import Message
from upgrade_program.otp.codes import digest
from upgrade_program.otp.models import LASTS, SIGN_IN
from upgrade_program.otp.refusals import OtpWrong
from upgrade_program.otp.services import ask, check, code_for, consume

GOOD_FOR = LASTS
TEMPLATE = "otp.sign_in"


class Place(NamedTuple):
    """Where a code counts: for one mobile, in the browser that asked."""

    purpose: str
    subject: str
    session: str


def send_sign_in_code(*, mobile: str, browser: str, language: str, address: str, at: datetime) -> str:
    """Let a code be sent to a mobile, if it is a customer's, and give the mobile as +91 and ten digits; who asks is not told whether.

    `browser` is a random mark of the browser that asks, `language` that of its page. Refuses (`mobile_invalid`) what is no mobile, and
    (`otp_limit`) a browser that asks again at once, an address or a whole hour with too many.
    """
    read = parse_mobile(mobile, field="mobile")
    ask(
        **_place(read, browser)._asdict(),
        mobile=read,
        customer_id=None,
        language=language,
        words={},
        address=address,
        at=at,
        template=TEMPLATE,
        sent_by="sign_in",
        discreet=True,
    )
    return read


def sign_in(*, mobile: str, browser: str, code: str, device: str = "", before: str = "", at: datetime) -> tuple[str, CustomerSession]:
    """Begin the session of the mobile's customer with the right code, used up by it; gives its key, and ends the session `before` it.

    Of any number of equal requests one gets a session. Refuses wrong codes (`otp_wrong`) and any that counts no more (`otp_expired`), and
    one that was guessed for a mobile of nobody as if it were wrong. A wrong try stays counted: call it outside of any transaction.
    """
    place = _place(mobile, browser)._asdict()
    check(**place, code=code, at=at)
    with transaction.atomic():
        consume(**place, at=at)
        # Kept from an erasure that is under way: it either comes first, and there is nobody, or finds the session there.
        customer = Customer.objects.select_for_update(no_key=True).filter(mobile=mobile).first()
        if customer is None:
            raise OtpWrong
        if before:
            end_session(raw=before, at=at)
        return begin_session(customer=customer, device=device, at=at)


def code_for_known(challenge_id: str, *, at: datetime) -> dict[str, str] | None:
    """The code of a sign-in at the moment of sending; None, and nothing is sent, when the mobile is no customer's or the code is over."""
    sent_to = Message.objects.filter(cause=f"otp:{UUID(challenge_id)}").values_list("address", flat=True).first()
    known = customer_by_mobile(sent_to) if sent_to else None
    return code_for(challenge_id, at=at) if known else None


def _place(mobile: str, browser: str) -> Place:
    return Place(purpose=SIGN_IN, subject=f"mobile:{digest('subject', mobile)[:32]}", session=f"browser:{browser}")


__all__ = ["GOOD_FOR", "code_for_known", "send_sign_in_code", "sign_in"]
