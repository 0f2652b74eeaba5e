"""Sending a code, comparing what was typed, and using it up. Source: reliability S6."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, QuerySet

from upgrade_program.kernel.errors import Refused
from upgrade_program.kernel.tongue import spoken
from upgrade_program.messaging.services import Recipient, queue
from upgrade_program.otp.codes import DIGITS, code_of, digest, is_code_of
from upgrade_program.otp.limits import LONGEST, keep_limits
from upgrade_program.otp.models import LASTS, TRIES, Challenge
from upgrade_program.otp.queries import at_place
from upgrade_program.otp.refusals import OtpExpired, OtpWrong

KEPT = 2 * LONGEST  # the limits look back one day
# Uses up the open code of a place once it has passed, while it counts.
USE = """
    UPDATE otp_challenge SET used_at = %(at)s
     WHERE purpose = %(purpose)s AND subject = %(subject)s AND session = %(session)s AND NOT superseded
       AND used_at IS NULL AND passed_at IS NOT NULL AND tries < %(tries)s AND expires_at > %(at)s
    RETURNING id
"""


def ask(
    *,
    purpose: str,
    subject: str,
    session: str,
    mobile: str,
    customer_id: int | None,
    language: str,
    words: Mapping[str, str],
    address: str,
    at: datetime,
    template: str = "otp.code",
    sent_by: str = "otp",
    discreet: bool = False,
) -> Challenge:
    """Send the customer a code for one act; it replaces the one before for this purpose, subject and session.

    `mobile` as +91 and ten digits; `words` are what the message names, in its language; `session` is who acts and where, `address` the
    network address they ask from, `template` the message, `sent_by` who is asked for the code at sending. Refuses (`otp_limit`) when
    enough codes were sent; then nothing has changed. With `discreet`, who asks is not told that the mobile has had its number: the
    challenge is withheld.
    """
    bound = {
        "purpose": purpose,
        "subject": subject,
        "session": digest("session", session),
        "mobile": digest("mobile", mobile),
        "address": digest("address", address),
    }
    with transaction.atomic():
        withheld = not keep_limits(bound=bound, at=at, discreet=discreet)
        at_place(purpose=purpose, subject=subject, session=session).filter(used_at=None).update(superseded=True)
        challenge = Challenge.objects.create(**bound, created_at=at, expires_at=at + LASTS, withheld=withheld)
        queue(
            template=template,
            to=Recipient(language=language, mobile=mobile, customer_id=customer_id),
            slots={**words, "minutes": str(LASTS // timedelta(minutes=1))},
            cause=f"otp:{challenge.pk}",
            at=at,
            secret=f"{sent_by}:{challenge.pk}",
        )
    return challenge


def check(*, purpose: str, subject: str, session: str, code: str, at: datetime) -> None:
    """Let the right code pass, again as often as it is given; refuse a wrong one (`otp_wrong`), and any when none counts (`otp_expired`).

    A transaction of its own, outermost: a wrong try stays counted although the act is refused. What is missing or has not six digits
    is refused and not counted, because it can be nobody's guess.
    """
    with transaction.atomic(durable=True):
        refusal = tried(purpose=purpose, subject=subject, session=session, code=code, at=at)
    if refusal:
        raise refusal


def tried(*, purpose: str, subject: str, session: str, code: str, at: datetime) -> Refused | None:
    """`check` in the caller's transaction, which must commit whatever comes of it: gives the refusal instead of raising it."""
    code = "".join(sign for sign in code if sign not in " -\u00a0")
    if not code:
        return OtpWrong(sentence="The customer's code is needed.", next_step="Send it to their phone and type what they read out.")
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        return OtpWrong(sentence="A code has six digits, 0 to 9.")
    place = at_place(purpose=purpose, subject=subject, session=session)
    challenge = _newest(place.filter(passed_at=None).select_for_update())
    if challenge is None:
        if _passed(place, code=code, at=at):
            return None
        challenge = _newest(place.select_for_update())
    if challenge is None:
        return OtpExpired(sentence="No code was sent for this.", next_step="Send the customer one.")
    if challenge.tries >= TRIES:
        return OtpExpired(sentence="Five wrong codes were given: the one that was sent counts no more.")
    if at >= challenge.expires_at:
        return OtpExpired(sentence="The code has ended: it is good for five minutes.")
    if not is_code_of(challenge.pk, code) or challenge.withheld:
        return _wrong(challenge)
    if challenge.passed_at is None:
        challenge.passed_at = at
        challenge.save(update_fields=["passed_at"])
    return None


def _newest(place: QuerySet[Challenge]) -> Challenge | None:
    """The open one before any used one: after a use, the right code still passes, so that of many equal requests each comes to its act."""
    return place.order_by(F("used_at").desc(nulls_first=True)).first()


def _passed(place: QuerySet[Challenge], *, code: str, at: datetime) -> bool:
    """Whether the right code, given before, is given again and counts: it is only read, so that nobody waits for anybody.

    Until it was given, codes are compared one after another: of many guesses at once more than five would be looked at.
    """
    found = _newest(place)
    counts = found is not None and found.passed_at is not None and found.tries < TRIES and at < found.expires_at
    return counts and found is not None and is_code_of(found.pk, code)


def _wrong(challenge: Challenge) -> Refused:
    if challenge.used_at is not None:
        return OtpExpired(sentence="The code was used already.")
    challenge.tries += 1
    challenge.save(update_fields=["tries"])
    left = TRIES - challenge.tries
    if not left:
        return OtpWrong(sentence="This is not the code that was sent, for the fifth time.", next_step="Send the customer a new one.")
    if left == 1:
        return OtpWrong(next_step="Ask the customer to read it out again: 1 try left.")
    return OtpWrong(next_step=spoken("Ask the customer to read it out again: {left} tries left.").format(left=left))


def consume(*, purpose: str, subject: str, session: str, at: datetime) -> None:
    """Use up the code that passed, inside the act's transaction: of any number of acts exactly one gets it, and undone acts give it back.

    Refuses `otp_wrong` when the right code was not given yet, `otp_expired` when none counts any more.
    """
    with connection.cursor() as cursor:
        cursor.execute(USE, usage(purpose=purpose, subject=subject, session=session, at=at))
        used = cursor.fetchone()
    if used is None:
        raise unusable(purpose=purpose, subject=subject, session=session, at=at)


def usage(*, purpose: str, subject: str, session: str, at: datetime) -> dict[str, Any]:
    """The parameters of `USE`, for an act that uses the code up in a statement of its own; outside a transaction a RuntimeError."""
    if not connection.in_atomic_block:
        raise RuntimeError("a code is used up in the transaction of the act it proves")
    return {"purpose": purpose, "subject": subject, "session": digest("session", session), "tries": TRIES, "at": at}


def unusable(*, purpose: str, subject: str, session: str, at: datetime) -> Refused:
    """Why `USE` found no code."""
    newest = _newest(at_place(purpose=purpose, subject=subject, session=session))
    if newest is None or (newest.passed_at is None and newest.good(at=at)):
        return OtpWrong(sentence="The customer's code is needed.", next_step="Send it to their phone and type what they read out.")
    return OtpExpired()


def code_for(challenge_id: str, *, at: datetime) -> dict[str, str] | None:
    """The secret slot of a challenge's message, made at the moment of sending; None when the code counts no more."""
    challenge = Challenge.objects.filter(pk=UUID(challenge_id)).first()
    return {"code": code_of(challenge.pk)} if challenge and challenge.good(at=at) and not challenge.withheld else None


def forget_old(*, at: datetime, chunk: int = 5000) -> int:
    """Delete challenges older than two days, a chunk a transaction, and say how many; two at once share the work."""
    forgotten = 0
    while True:
        old = Challenge.objects.filter(created_at__lt=at - KEPT).order_by("created_at").select_for_update(skip_locked=True)
        with transaction.atomic():
            deleted, _ = Challenge.objects.filter(pk__in=old.values("pk")[:chunk]).delete()
        forgotten += deleted
        if deleted < chunk:
            return forgotten
