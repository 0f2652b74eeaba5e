"""Sending what is due: claimed and committed, handed to the gateway outside of any transaction, then marked.

At least once, said plainly: a sender that dies between the gateway's yes and its own mark leaves the message to the next one, who sends
it again under the same reference, by which a provider can drop the double. Sending in the claim's transaction would not be better: it
would hold a lock across a network call, and the mark could still be lost.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from time import monotonic

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from upgrade_program.kernel.faults import told
from upgrade_program.messaging.enums import Category, Channel, State
from upgrade_program.messaging.gateways import Refuses, TryAgain, gateway_for
from upgrade_program.messaging.manners import goes_now
from upgrade_program.messaging.metrics import PARKED, SENT
from upgrade_program.messaging.models import Message, TextVersion
from upgrade_program.messaging.queries import due
from upgrade_program.messaging.stop_links import stop_address
from upgrade_program.messaging.texts import template, words

TRIES = 10
# A lease is longer than a gateway may take. A code lives five minutes: it waits seconds, everything else up to half a day in all.
LEASE, URGENT_LEASE = timedelta(minutes=2), timedelta(seconds=30)
WAITS = (10, 30, 60, 120, 300, 900, 3600, 10_800, 21_600)  # seconds after the first, second, ... failure
URGENT_WAITS = (1, 2, 4, 8, 15, 30, 30, 30, 30)
PATIENCE = 10.0  # seconds after which a pass begins no other message, so that slow gateways hold no worker for long
log = structlog.get_logger(__name__)


def send_due(*, at: datetime, limit: int = 100) -> int:
    """Send up to `limit` messages due at `at`, codes first, and say how many were handled; any number of senders share the work.

    A channel whose gateway fails is left alone for the rest of the pass. Must not run inside a transaction.
    """
    started, handled, away = monotonic(), 0, set[Channel]()

    def now() -> datetime:
        return at + timedelta(seconds=monotonic() - started)

    while handled < limit and monotonic() - started < PATIENCE:
        claimed = _claim(at=now(), without=away)
        if claimed is None:
            break
        message, ours = claimed
        handled += 1
        if not ours:
            continue
        try:
            _send(message, at=now())
        except TryAgain as failure:
            away.add(Channel(message.channel))
            _put_off(message, str(failure), at=now())
        except Refuses as failure:
            _give_up(message, str(failure), at=now())
        except (OperationalError, InterfaceError):
            raise  # the database is away: no fault of the message, whose lease runs out
        except Exception as error:  # a template or a secret at fault is this message's trouble only
            log.warning("message.failed", message_id=message.pk, template=message.template, exc_info=True)
            _put_off(message, told(error), at=now())
    return handled


def _claim(*, at: datetime, without: set[Channel]) -> tuple[Message, bool] | None:
    """Take the next message in hand: counted as a try and leased to us, in a transaction that ends here.

    One that is not to go now is put off or ended instead, and is not ours.
    """
    with transaction.atomic(durable=True):
        message = due(at=at).exclude(channel__in=without).select_for_update(skip_locked=True).first()
        if message is None:
            return None
        if goes_now(message, at=at):
            message.attempts += 1
            message.due_at = at + (URGENT_LEASE if message.urgent else LEASE)
            message.save(update_fields=["attempts", "due_at", "day"])
            return message, True
        message.save(update_fields=["due_at", "state", "ended_at", "last_error"])
        return message, False


def _send(message: Message, *, at: datetime) -> None:
    if message.attempts > TRIES:
        raise Refuses("its senders died")
    slots = _filled(message, at=at)
    if slots is None:
        _waiting(message).update(state=State.VOID, ended_at=at, last_error="")
        return
    channel = Channel(message.channel)
    if message.category != Category.NECESSARY:
        slots |= {"stop": stop_address(message.customer_id or 0)}
    said = words(message.template, channel=channel, language=message.language, slots=slots)
    text = _kept_text(message, at=at)
    provider_id = gateway_for(channel).send(
        to=message.address,
        text=said.text,
        subject=said.subject,
        reference=str(message.reference),
        template_id=f"{message.template}/{message.language}",
        stop=slots.get("stop", ""),
    )
    _waiting(message).update(state=State.SENT, ended_at=at, provider_id=_one_word(provider_id), last_error="", text=text)
    SENT.labels(template=message.template, channel=channel).inc()


def _kept_text(message: Message, *, at: datetime) -> TextVersion:
    """The words it is sent in, kept from their first sending on."""
    known, channel = template(message.template), Channel(message.channel)
    version = known.version(channel=channel, language=message.language)
    which = {"template": message.template, "channel": channel, "language": message.language, "version": version}
    text = {"text": known.texts[channel, message.language], "first_sent_at": at}
    kept, _ = TextVersion.objects.get_or_create(**which, defaults=text)
    return kept


def _filled(message: Message, *, at: datetime) -> dict[str, str] | None:
    """The slots with the secret ones in them, which stand nowhere else; None when there is nothing to send any more."""
    if not message.secret:
        return dict(message.slots)
    kind, _, key = message.secret.partition(":")
    secrets = import_string(settings.MESSAGE_SECRETS[kind])(key, at=at)
    return None if secrets is None else message.slots | secrets


def _one_word(provider_id: str) -> str:
    """What the table can keep of an id that somebody else made up."""
    return "".join(sign for sign in provider_id if sign.isprintable())[:100]


def _waiting(message: Message) -> QuerySet[Message]:
    """The row, if nobody has ended it meanwhile."""
    return Message.objects.filter(pk=message.pk, state=State.QUEUED)


def _put_off(message: Message, fault: str, *, at: datetime) -> None:
    if message.attempts >= TRIES:
        _give_up(message, fault, at=at)
        return
    wait = (URGENT_WAITS if message.urgent else WAITS)[message.attempts - 1]
    # Only while it is still ours: another sender has counted a try of its own.
    _waiting(message).filter(attempts=message.attempts).update(due_at=at + timedelta(seconds=wait), last_error=fault[:200])


def _give_up(message: Message, fault: str, *, at: datetime) -> None:
    parked = _waiting(message).filter(attempts=message.attempts).update(state=State.PARKED, ended_at=at, last_error=fault[:200])
    if parked:
        PARKED.labels(template=message.template, channel=message.channel).inc()
        log.error("message.given_up", message_id=message.pk, template=message.template, channel=message.channel, fault=fault[:200])
