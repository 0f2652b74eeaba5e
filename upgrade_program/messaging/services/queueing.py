"""Queueing messages: a row a channel, in the transaction of what they tell of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from upgrade_program.foundation.outbox.services import wake
from upgrade_program.messaging.enums import Category, Channel
from upgrade_program.messaging.hours import polite
from upgrade_program.messaging.models import Message
from upgrade_program.messaging.texts import LANGUAGES, Template
from upgrade_program.messaging.texts import template as template_of

WORTH = timedelta(days=3)  # how long what is not necessary is worth sending, unless told


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom to tell, and how they can be reached: mobile as +91 and ten digits, language en or hi."""

    language: str = "en"
    mobile: str = ""
    email: str = ""
    customer_id: int | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """One thing to be told: see `queue`."""

    template: str
    to: Recipient
    slots: Mapping[str, str]
    cause: str
    secret: str = ""
    until: datetime | None = None


def queue(
    *,
    template: str,
    to: Recipient,
    slots: Mapping[str, str],
    cause: str,
    at: datetime,
    secret: str = "",
    until: datetime | None = None,
) -> None:
    """Write one row for each channel that the template has and the recipient can take, in the caller's transaction.

    The same cause again changes nothing. `secret` (as `otp:8f2c`) says who is asked for the secret slots at sending. What is not necessary
    is worth sending before `until` (three days unless told), and needs its customer's id. An unknown template or language, a slot too many
    or too few, a secret or an end too many or too few is a ValueError; outside a transaction it is a RuntimeError.
    """
    queue_all([Letter(template=template, to=to, slots=slots, cause=cause, secret=secret, until=until)], at=at)


def queue_all(letters: Iterable[Letter], *, at: datetime) -> None:
    """`queue` for many, in one statement."""
    rows = [row for letter in letters for row in _rows(letter, at)]
    if not connection.in_atomic_block:
        raise RuntimeError("a message is queued in the transaction of what it tells of")
    if rows:
        Message.objects.bulk_create(rows, ignore_conflicts=True)  # a_cause_is_told_once_a_channel
        wake()


def _rows(letter: Letter, at: datetime) -> Iterator[Message]:
    known, to = _checked(letter), letter.to
    # Who was erased meanwhile has a mark in place of a mobile, and is told nothing.
    addresses = {Channel.SMS: to.mobile if to.mobile.startswith("+") else "", Channel.EMAIL: to.email}
    necessary = known.category is Category.NECESSARY
    for channel in known.channels:
        if addresses[channel]:
            yield Message(
                cause=letter.cause,
                channel=channel,
                template=known.name,
                language=to.language,
                address=addresses[channel],
                customer_id=to.customer_id,
                slots=dict(letter.slots),
                secret=letter.secret,
                urgent=known.urgent,
                category=known.category,
                any_hour=known.any_hour,
                until=None if necessary else letter.until or at + WORTH,
                queued_at=at,
                due_at=at if known.any_hour else polite(at),
            )


def _checked(letter: Letter) -> Template:
    """The template, once what is given fits it."""
    known, name, slots = template_of(letter.template), letter.template, letter.slots
    if letter.to.language not in LANGUAGES:
        raise ValueError(f"messages are written in {' and '.join(LANGUAGES)}, not in {letter.to.language!r}")
    if slots.keys() != known.slots:
        raise ValueError(f"{name} takes the slots {sorted(known.slots)}, not {sorted(slots)}")
    if not all(isinstance(value, str) for value in slots.values()):
        raise ValueError(f"the slots of {name} are text, already worded")
    if bool(letter.secret) != bool(known.secret):
        raise ValueError(f"{name} {'needs a' if known.secret else 'takes no'} secret")
    if known.category is Category.NECESSARY and letter.until:
        raise ValueError(f"{name} is necessary: it has no end")
    if known.category is not Category.NECESSARY and letter.to.customer_id is None:
        raise ValueError(f"{name} is not necessary: it needs the customer, who may not want it")
    return known
