"""The rows behind signals, as one reads and opens them: what it is called, when it was, and its key in the admin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from upgrade_program.buyback.models import Claim
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.kernel.numbers import written
from upgrade_program.plans.models import Plan
from upgrade_program.reporting.signals.finding import Found


@dataclass(frozen=True, slots=True)
class Behind:
    """One row: `kind` is plan, claim or approval, `name` its number (or what the request was about), `at` when it was made."""

    kind: str
    pk: int
    name: str
    at: datetime


def behind(found: Iterable[Found], *, most: int | None = None) -> dict[tuple[str, int], Behind]:
    """The rows of all signals by kind and key, at most the newest `most` of each; three statements."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for each in found:
        wanted[each.rule.rows].update(each.ids[-most:] if most else each.ids)
    rows: list[Behind] = []
    if wanted["plan"]:
        plans = Plan.objects.filter(pk__in=wanted["plan"]).order_by().values_list("pk", "number", "sold_at")
        rows += [Behind("plan", pk, written(number), at) for pk, number, at in plans]
    if wanted["claim"]:
        claims = Claim.objects.filter(pk__in=wanted["claim"]).order_by().values_list("pk", "number", "opened_at")
        rows += [Behind("claim", pk, written(number), at) for pk, number, at in claims]
    if wanted["approval"]:
        asked = Approval.objects.filter(pk__in=wanted["approval"]).order_by().values_list("pk", "kind", "subject", "asked_at")
        rows += [Behind("approval", pk, f"{kind} {subject}", at) for pk, kind, subject, at in asked]
    return {(row.kind, row.pk): row for row in rows}
