"""Stops of selling: those that stand, each with the request to lift it, and those that were lifted."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from stores.access import is_auditor, is_head_office
from upgrade_program.catalog.models import SellingStop
from upgrade_program.catalog.models.stops import KIND
from upgrade_program.foundation.approvals.enums import State
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.queries import waiting_on
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class StandingStop:
    """A stop that stands, and the request to lift it that waits, if one does."""

    stop: SellingStop
    asked: Approval | None


def stops_for(actor: Actor) -> QuerySet[SellingStop]:
    """All stops, newest first, for head office and auditors; none for anybody else."""
    if not (is_head_office(actor) or is_auditor(actor)):
        return SellingStop.objects.none()
    return SellingStop.objects.select_related("model", "stopped_by").order_by("-id")


def standing_stops(actor: Actor) -> list[StandingStop]:
    """Those that stand, newest first, in one query and one for their requests."""
    stops = list(stops_for(actor).filter(lifted_at__isnull=True))
    waiting = Approval.objects.filter(kind=KIND, subject__in=[stop.subject for stop in stops], state=State.WAITING)
    asked = {one.subject: one for one in waiting}
    return [StandingStop(stop, asked.get(stop.subject)) for stop in stops]


def lift_asked(actor: Actor, stop_id: int) -> Approval:
    """The request to lift a stop that waits; `NotFound` without one, and to those who see no stops."""
    stop = stops_for(actor).filter(pk=stop_id).first()
    asked = waiting_on(KIND, stop.subject) if stop else None
    if asked is None:
        raise NotFound
    return asked
