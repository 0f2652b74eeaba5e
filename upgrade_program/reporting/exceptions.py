"""Exceptions by person: overrides, refusals, reversals and voids of a store in a period. Where one looks for a hand that is too free.

Source: smart-upgrade section 7.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from stores.models import StaffUser, Store
from upgrade_program.buyback.services.overriding import OVERRIDE
from upgrade_program.foundation.approvals.queries import tally
from upgrade_program.foundation.audit.models import AuditRow

# Counted in the trail, not in the claims: a refusal that a second look overturned leaves no mark of its refuser there.
_COUNTED = {"refusals": "claim.refused", "reversals": "claim.reversed", "voids": "plan.cancelled"}


@dataclass(slots=True)
class PersonLine:
    """What one person did: overrides asked for, allowed and rejected, claims refused, settlements reversed, plans cancelled."""

    person_id: int
    name: str
    asked: int = 0
    granted: int = 0
    rejected: int = 0
    refusals: int = 0
    reversals: int = 0
    voids: int = 0

    @property
    def total(self) -> int:
        return self.asked + self.granted + self.rejected + self.refusals + self.reversals + self.voids


def exceptions_of(store: Store, *, since: datetime, until: datetime) -> list[PersonLine]:
    """One line a person who did any of it at a store, most first, then by name; `since <= instant < until`.

    Nothing is counted that nobody did: an unpaid sale ends by itself. Four statements, however many did how much.
    """
    lines: dict[int, PersonLine] = {}
    for row in tally(store_id=store.pk, since=since, until=until):
        if row.kind == OVERRIDE:
            lines[row.person_id] = PersonLine(row.person_id, row.name, asked=row.asked, granted=row.granted, rejected=row.rejected)
    counts = {name: Count("pk", filter=Q(verb=verb)) for name, verb in _COUNTED.items()}
    trail = AuditRow.objects.filter(
        chain=store.pk, at__gte=since, at__lt=until, verb__in=_COUNTED.values(), actor_id__isnull=False
    ).order_by()
    for person, *counted in trail.values_list("actor_id").annotate(**counts).values_list("actor_id", *counts):
        line = lines.setdefault(int(person or 0), PersonLine(int(person or 0), ""))
        for name, count in zip(counts, counted, strict=True):
            setattr(line, name, count)
    _name(lines)
    return sorted(lines.values(), key=lambda line: (-line.total, line.name, line.person_id))


def _name(lines: dict[int, PersonLine]) -> None:
    """The names of today, as the rest of the pages call people; those no longer on the staff keep the name they asked under."""
    for person, staff in StaffUser.objects.in_bulk(lines).items():
        lines[person].name = staff.name or staff.username
