"""Stops of selling made the lawful way: one person stops, one asks, another one lets it be lifted."""

from __future__ import annotations

from datetime import datetime

from tests.factories.plans import AT
from tests.factories.prices import second_person
from upgrade_program.catalog.models import DeviceModel, SellingStop
from upgrade_program.catalog.services import ask_to_lift, stop_selling
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.kernel.actor import Actor
from upgrade_program.usecases import decide


def stopped(actor: Actor, model: DeviceModel, *, at: datetime = AT, reason: str = "Batteries swell") -> SellingStop:
    return stop_selling(actor=actor, model_id=model.pk, reason=reason, at=at)


def lift_asked(actor: Actor, stop: SellingStop, *, at: datetime = AT) -> Approval:
    return ask_to_lift(actor=actor, stop_id=stop.pk, reason="Batch checked", at=at)


def lifted(actor: Actor, stop: SellingStop, *, at: datetime = AT) -> SellingStop:
    """Lifted past a second person."""
    asked = lift_asked(actor, stop, at=at)
    decide.allow(actor=second_person(), approval_id=asked.pk, at=at, on=at.date())
    stop.refresh_from_db()
    return stop
