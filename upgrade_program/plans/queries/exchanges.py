"""The handsets a plan has stood on, and the exchange that waits for a second person."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery

from upgrade_program.foundation.approvals.enums import State
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.plans.models import ImeiSwap, Plan, SwapRequest


@dataclass(frozen=True, slots=True)
class Exchanges:
    """The exchanges done, oldest first, and the request that waits, if one does."""

    done: list[ImeiSwap]
    waiting: SwapRequest | None


def exchanges_of(plan: Plan) -> Exchanges:
    """Both in one query, with paper, asker and granter; in none of a plan that was read whole and never had any."""
    if plan.__dict__.get("exchanged") is False:
        return Exchanges(done=[], waiting=None)
    state = Approval.objects.filter(pk=OuterRef("approval_id")).values("state")[:1]
    asked = SwapRequest.objects.filter(plan=plan).select_related("asked_by", "swap__approved_by", "swap__requested_by")
    rows = list(asked.annotate(state=Subquery(state)).filter(Q(state=State.WAITING) | Q(swap__isnull=False)).order_by("id"))
    done = []
    for row in rows:
        if row.state != State.WAITING:
            row.swap.request = row
            done.append(row.swap)
    return Exchanges(done=sorted(done, key=lambda swap: swap.pk), waiting=next((row for row in rows if row.state == State.WAITING), None))


def swaps_of(plan: Plan) -> list[ImeiSwap]:
    """The exchanges done, oldest first; what the customer's page shows."""
    return list(plan.swaps.order_by("id"))
