"""Change plan prices by two people, with the proof that no sold plan changed; and let a stopped model be sold again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from upgrade_program.catalog.models import PriceChangeSet, SellingStop
from upgrade_program.catalog.services import grant_lift, grant_prices
from upgrade_program.foundation.approvals.queries import approval_for
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.queries import newest_of_models, proof_again
from upgrade_program.usecases.proving import Shown, keep_proof, shown_proof

_PROVED = "prices.proved"


@transaction.atomic
def grant_change_set(*, actor: Actor, approval_id: int, at: datetime, on: date, remark: str = "") -> PriceChangeSet:
    """Grant as `catalog.services.grant_prices` promises and refuses; the hash of the plans sold before goes into the audit trail with it.

    The set of plans is fixed before the first price is written: the newest ones of the models, at most `plans.queries.proof.MOST`.
    """
    asked = approval_for(actor, approval_id)
    models = _models(asked.subject)
    proof = newest_of_models(models, at=at)
    change_set = grant_prices(actor=actor, approval_id=approval_id, at=at, remark=remark)
    keep_proof(proof, verb=_PROVED, subject=change_set.subject, actor=actor, at=at)
    return change_set


def lift_stop(*, actor: Actor, approval_id: int, at: datetime, on: date, remark: str = "") -> SellingStop:
    """Lift a stop of selling as `catalog.services.grant_lift` promises and refuses; it has an instant, and no day."""
    return grant_lift(actor=actor, approval_id=approval_id, at=at, remark=remark)


def proof_of(change_set: PriceChangeSet) -> Shown | None:
    """The proof of a granted change set, asked again now; None before it is granted."""
    models = _models(change_set.subject)
    return shown_proof(lambda then, at: proof_again(models, then, at=at), verb=_PROVED, subject=change_set.subject)


def _models(subject: str) -> list[int]:
    rows = PriceChangeSet.objects.filter(pk=PriceChangeSet.id_of(subject)).values_list("rows__model_id", flat=True)
    return sorted({model for model in rows if model})
