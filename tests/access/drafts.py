"""Drafts of the loyalty programme, one for each act that the desk has."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from loyalty.programme.rules import Programme
from stores.clock import local_day
from tests.factories.programme import asked, changed_settings, colleague, drafted, previewed
from upgrade_program.kernel.actor import Actor


def drafts(office: Actor, *, at: datetime) -> dict[str, int]:
    """The id of a draft by the act it is ready for; those that wait for an answer are a colleague's."""
    when: dict[str, Any] = {"from_day": local_day(at) + timedelta(days=30), "at": at}
    other, new = colleague(), changed_settings(step=5)
    theirs = int(asked(new, actor=other, **when).facts["draft"])
    return {
        "allow": theirs,
        "reject": theirs,
        "ask": previewed(_another(new, 6), actor=office, **when).pk,
        "withdraw": int(asked(_another(new, 7), actor=office, **when).facts["draft"]),
        **{act: drafted(_another(new, 8), actor=office, **when).pk for act in ("edit", "preview", "drop")},
    }


def _another(settings: Programme, step: int) -> Programme:
    return replace(settings, step=step)
