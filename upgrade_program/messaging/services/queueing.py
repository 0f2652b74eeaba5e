"""Queueing messages, retrying those given up, and forgetting whom they went to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from upgrade_program.foundation.outbox.services import wake
from upgrade_program.messaging.enums import Channel, State
from upgrade_program.messaging.models import Message
from upgrade_program.messaging.texts import LANGUAGES, Template
from upgrade_program.messaging.texts import template as template_of

KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom to tell, and how they can be reached: mobile as +91 and ten digits, language en or hi."""

    language: str = "en"
    mobile: str = ""
    email: str = ""
    customer_id: int | None = None


def queue(*, template: str, to: Recipient, slots: Mapping[str, str], cause: str, at: datetime, secret: str = "") -> None:
    """Write one row for each channel that the template has and the recipient can take, in the caller's transaction.

    The same cause again changes nothing. `secret` (as `otp:8f2c`) says who is asked for the secret slots at sending. An unknown template
    or language, a slot too many or too few, a secret too many or too few is a ValueError; outside a transaction it is a RuntimeError.
    """
    known = _checked(template, slots=slots, language=to.language, secret=secret)
    if not connection.in_atomic_block:
        raise RuntimeError("a message is queued in the transaction of what it tells of")
    # Who was erased meanwhile has a mark in place of a mobile, and is told nothing.
    addresses = {Channel.SMS: to.mobile if to.mobile.startswith("+") else "", Channel.EMAIL: to.email}
    rows = [
        Message(
            cause=cause,
            channel=channel,
            template=template,
            language=to.language,
            address=addresses[channel],
            customer_id=to.customer_id,
            slots=dict(slots),
            secret=secret,
            urgent=known.urgent,
            queued_at=at,
            due_at=at,
        )
        for channel in known.channels
        if addresses[channel]
    ]
    if rows:
        Message.objects.bulk_create(rows, ignore_conflicts=True)  # a_cause_is_told_once_a_channel
        wake()


def retry_parked(*, at: datetime, template: str = "") -> int:
    """Give the messages that were given up (of one template) ten new tries from `at` on, and say how many there were.

    A code that is over by then is not sent: its secret says so.
    """
    parked = Message.objects.filter(state=State.PARKED, forgotten_at=None)
    if template:
        parked = parked.filter(template=template)
    return parked.update(state=State.QUEUED, ended_at=None, attempts=0, due_at=at)


def forget_old(*, at: datetime, chunk: int = 5000) -> int:
    """Empty addresses and slots of messages queued over 90 days ago, a chunk a transaction, and say of how many; the rows stay.

    One that still waits after so long is not sent any more.
    """
    old = Message.objects.filter(forgotten_at=None, queued_at__lt=at - KEPT)
    old.filter(state=State.QUEUED).update(state=State.VOID, ended_at=at)
    forgotten = 0
    while done := _forget(old.order_by("queued_at")[:chunk], at=at):
        forgotten += done
    return forgotten


def forget_person(*, customer_id: int, addresses: Iterable[str], at: datetime) -> int:
    """Empty address and slots of every message to a person, whoever it was filed under, and say of how many; what waits is not sent.

    In the caller's transaction. A sender that has one in hand may still send it: it was theirs when it left.
    """
    theirs = Message.objects.filter(Q(customer_id=customer_id) | Q(address__in=[one for one in addresses if one]), forgotten_at=None)
    theirs.filter(state=State.QUEUED).update(state=State.VOID, ended_at=at)
    return theirs.update(address="", slots={}, provider_id="", last_error="", forgotten_at=at)


def _forget(messages: QuerySet[Message], *, at: datetime) -> int:
    with transaction.atomic():
        mine = list(messages.select_for_update(skip_locked=True).values_list("pk", flat=True))
        return Message.objects.filter(pk__in=mine).update(address="", slots={}, provider_id="", forgotten_at=at)


def _checked(name: str, *, slots: Mapping[str, str], language: str, secret: str) -> Template:
    """The template, once what is given fits it."""
    known = template_of(name)
    if language not in LANGUAGES:
        raise ValueError(f"messages are written in {' and '.join(LANGUAGES)}, not in {language!r}")
    if slots.keys() != known.slots:
        raise ValueError(f"{name} takes the slots {sorted(known.slots)}, not {sorted(slots)}")
    if not all(isinstance(value, str) for value in slots.values()):
        raise ValueError(f"the slots of {name} are text, already worded")
    if bool(secret) != bool(known.secret):
        raise ValueError(f"{name} {'needs a' if known.secret else 'takes no'} secret")
    return known
