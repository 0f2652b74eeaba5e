"""What a provider tells of messages it took."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from upgrade_program.messaging.enums import Channel, Report, State
from upgrade_program.messaging.metrics import REPORTED
from upgrade_program.messaging.models import Message


def note_report(*, reference: str = "", provider_id: str = "", report: Report, at: datetime) -> bool:
    """Note whether an SMS arrived, by our reference or else by the provider's id; says whether that was news.

    The first report of a message stands: the same again, another later, and one of a message that nobody knows change nothing.
    """
    sent = Message.objects.filter(channel=Channel.SMS, state=State.SENT, report="")
    named = sent.filter(reference=_uuid(reference)) if reference else sent.filter(provider_id=provider_id).exclude(provider_id="")
    found = list(named.values_list("pk", "template")[:2])
    if len(found) != 1:  # nobody's; or of two messages, where a provider counts its ids anew: then nobody knows whose
        return False
    [(key, template)] = found
    noted = Message.objects.filter(pk=key, report="").update(report=report, reported_at=at)
    if noted:
        REPORTED.labels(template=template, report=report).inc()
    return bool(noted)


def _uuid(text: str) -> UUID:
    """The reference as the table has it; one that is none is nobody's."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
