"""Questions about challenges."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from upgrade_program.otp.codes import digest
from upgrade_program.otp.models import Challenge


def waiting(*, purpose: str, subject: str, session: str, at: datetime) -> Challenge | None:
    """The challenge whose code still counts here, if there is one."""
    found = at_place(purpose=purpose, subject=subject, session=session).filter(used_at=None).first()
    return found if found and found.good(at=at) else None


def at_place(*, purpose: str, subject: str, session: str) -> QuerySet[Challenge]:
    """The challenges of a purpose, a subject and a session that were not replaced: at most one is open, others are used."""
    return Challenge.objects.filter(purpose=purpose, subject=subject, session=digest("session", session), superseded=False)
