"""Stopping the sale of a model at once, by one person, and lifting the stop by two.

The sale's own statement looks for a standing stop, so each process refuses from the stop's commit on: whoever reads later meets it. A sale
that has read before is under way; it goes through, as the money on the counter does, and its own instant lies before that commit. A plan
that waits for its UPI payment was sold before the stop, and is paid.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from stores.access import is_head_office
from stores.checking import checked_reason
from upgrade_program.catalog.events import SellingResumed, SellingStopped
from upgrade_program.catalog.models import DeviceModel, SellingStop
from upgrade_program.catalog.models.stops import KIND
from upgrade_program.catalog.refusals import StopLifted, StopStands
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.queries import approval_for
from upgrade_program.foundation.approvals.services import ask, grant
from upgrade_program.foundation.audit.services import record
from upgrade_program.foundation.outbox.services import record as tell
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Forbidden, NotFound

_ONE_STANDS = "one_standing_stop_a_model"


@transaction.atomic
def stop_selling(*, actor: Actor, model_id: int, reason: str, at: datetime) -> SellingStop:
    """Stop the sale of plans on a model in every store, now; head office is told by mail.

    One person of head office does it alone. Refuses no reason (`reason_required`), an unknown model, and one that is stopped already
    (`stop_stands`). Waits for nobody who changes prices: it takes no lock of theirs.
    """
    if actor.staff_id is None or not is_head_office(actor):
        raise Forbidden(sentence="Only head office stops the sale of a model.", next_step="Call head office now.")
    said = checked_reason(reason)
    model = DeviceModel.objects.filter(pk=model_id).first()
    if model is None:
        raise NotFound
    stop = _put(SellingStop(model=model, reason=said, stopped_at=at, stopped_by_id=actor.staff_id))
    tell(SellingStopped(stop_id=stop.pk, model_id=model.pk, at=at.isoformat()), at=at)
    record(actor=actor, at=at, verb="selling.stopped", subject=stop.subject, after={"model": f"model:{model.pk}"}, reason=said)
    return stop


@transaction.atomic
def ask_to_lift(*, actor: Actor, stop_id: int, reason: str, at: datetime) -> Approval:
    """Ask somebody else of head office to let the model be sold again; until then the stop stands.

    Head office only. Refuses an unknown stop, one that was lifted (`stop_lifted`), no reason, and a second request while one waits.
    """
    if not is_head_office(actor):
        raise Forbidden(sentence="Only head office asks for a stop to be lifted.", next_step="Ask head office.")
    said = checked_reason(reason)
    stop = _standing(stop_id)
    facts = {"device": stop.model.name, "since": stop.stopped_at.isoformat()}
    return ask(kind=KIND, subject=stop.subject, needs=Role.HEAD_OFFICE, facts=facts, reason=said, actor=actor, at=at)


@transaction.atomic
def grant_lift(*, actor: Actor, approval_id: int, at: datetime, remark: str = "") -> SellingStop:
    """Let the model be sold again, from the commit on.

    Refuses the asker (`self_approval`), too low a role, a request that waits no more, and a stop that was lifted (`stop_lifted`).
    """
    asked = approval_for(actor, approval_id)
    if asked.kind != KIND:
        raise NotFound
    stop = _standing(SellingStop.id_of(asked.subject))
    stop.lifted_at, stop.lifted_approval_id = at, asked.pk
    stop.save(update_fields=["lifted_at", "lifted_approval_id"])
    tell(SellingResumed(stop_id=stop.pk, model_id=stop.model_id, at=at.isoformat()), at=at)
    record(
        actor=actor,
        at=at,
        verb="selling.resumed",
        subject=stop.subject,
        before={"model": f"model:{stop.model_id}"},
        after={"approval": asked.pk},
        reason=asked.reason,
    )
    grant(approval_id=approval_id, actor=actor, at=at, note=remark)
    return stop


def _put(stop: SellingStop) -> SellingStop:
    """Insert the row; of two at the same instant the law refuses the later."""
    try:
        with transaction.atomic():
            stop.save(force_insert=True)
    except IntegrityError as broken:
        if getattr(getattr(broken.__cause__, "diag", None), "constraint_name", None) != _ONE_STANDS:
            raise
        raise StopStands(device=stop.model.name) from broken
    return stop


def _standing(stop_id: int) -> SellingStop:
    """The stop with its row locked; refuses an unknown one, and one that stands no more."""
    stop = SellingStop.objects.select_for_update(of=("self",), no_key=True).select_related("model").filter(pk=stop_id).first()
    if stop is None:
        raise NotFound
    if stop.lifted_at is not None:
        raise StopLifted
    return stop
