"""Sessions of customers on their own pages: begun with a code, found by hash in one query, ended alone or all together. Reliability S6."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import QuerySet

from upgrade_program.customers.mobiles import ERASED
from upgrade_program.customers.models import Customer, CustomerSession

LIFE = timedelta(days=7)  # from the sign-in, whatever happens in between
IDLE = timedelta(hours=24)  # without a page
NOTED = timedelta(minutes=5)  # how finely the last use is written down: not every page is a write
KEPT = timedelta(days=30)
_ENTROPY = 32  # bytes of a key


def begin_session(*, customer: Customer, device: str = "", at: datetime) -> tuple[str, CustomerSession]:
    """A new session of a customer with a key that nobody had before, and its row; the key is shown once and kept nowhere."""
    raw = secrets.token_urlsafe(_ENTROPY)
    session = CustomerSession.objects.create(
        customer=customer, digest=_digest(raw), device=device, created_at=at, last_seen_at=at, expires_at=at + LIFE
    )
    return raw, session


def session_behind(raw: str, *, at: datetime) -> CustomerSession | None:
    """The session of a key with its customer; None once it is unknown, ended, over, unused for a day, or its customer erased. One query."""
    if not raw:
        return None
    return open_sessions(at=at).select_related("customer").filter(digest=_digest(raw)).first()


def open_sessions(*, at: datetime) -> QuerySet[CustomerSession]:
    """All sessions that count at an instant."""
    counting = CustomerSession.objects.filter(ended_at=None, expires_at__gt=at, last_seen_at__gt=at - IDLE)
    return counting.exclude(customer__mobile__startswith=ERASED)


def note_use(session: CustomerSession, *, at: datetime) -> None:
    """Remember that the session is used; a use soon after the one before is not written."""
    if at - session.last_seen_at >= NOTED:
        CustomerSession.objects.filter(pk=session.pk, ended_at=None).update(last_seen_at=at)


def end_session(*, raw: str, at: datetime) -> None:
    """The key opens nothing from now on; ending it twice, or a key nobody knows, changes nothing."""
    CustomerSession.objects.filter(digest=_digest(raw), ended_at=None).update(ended_at=at)


def end_sessions_of(*, customer_id: int, at: datetime) -> int:
    """Everything that a customer has open is over, with this transaction's commit; gives how many there were."""
    return CustomerSession.objects.filter(customer_id=customer_id, ended_at=None).update(ended_at=at)


def forget_old_sessions(*, at: datetime) -> int:
    """Delete sessions that were over a month ago; gives their number."""
    return CustomerSession.objects.filter(expires_at__lt=at - KEPT).delete()[0]


def _digest(raw: str) -> str:
    # A random key of 256 bits needs no slow hash: nobody guesses it, and the look-up is by equality of the hash.
    return hashlib.sha256(raw.encode("utf-8", "replace")).hexdigest()
