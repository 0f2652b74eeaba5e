"""How often each person asked, granted and rejected: where one looks for two who always agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Max, Q

from upgrade_program.foundation.approvals.enums import State
from upgrade_program.foundation.approvals.models import Approval


@dataclass(frozen=True, slots=True)
class Tally:
    """What one person did with requests of one kind: asked for them, granted or rejected those of others."""

    person_id: int
    name: str
    kind: str
    asked: int = 0
    granted: int = 0
    rejected: int = 0


def tally(*, store_id: int | None, since: datetime, until: datetime) -> list[Tally]:
    """One row a person and kind for a store (None: for head office), by name; `since <= instant < until`, each act at its own instant."""
    here = Approval.objects.filter(store_id=store_id)
    asked = (
        here.filter(asked_at__gte=since, asked_at__lt=until)
        .values_list("asked_by_id", "kind")
        .annotate(name=Max("asked_by_name"), asked=Count("pk"))
    )
    decided = (
        here.filter(decided_at__gte=since, decided_at__lt=until, decided_by_id__isnull=False)
        .values_list("decided_by_id", "kind")
        .annotate(
            name=Max("decided_by_name"),
            granted=Count("pk", filter=Q(state=State.GRANTED)),
            rejected=Count("pk", filter=Q(state=State.REJECTED)),
        )
    )
    return _merged(asked, decided)


def _merged(asked: Iterable[tuple[int, str, str, int]], decided: Iterable[tuple[int | None, str, str, int, int]]) -> list[Tally]:
    rows = {(person, kind): Tally(person, name, kind, asked=count) for person, kind, name, count in asked}
    for person, kind, name, granted, rejected in decided:
        if person is not None:
            row = rows.get((person, kind)) or Tally(person, name, kind)
            rows[person, kind] = replace(row, granted=granted, rejected=rejected)
    return sorted(rows.values(), key=lambda row: (row.name, row.person_id, row.kind))
