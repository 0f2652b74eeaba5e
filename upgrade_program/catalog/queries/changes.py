"""Change sets of prices: who may see them, and how far each is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from stores.access import is_auditor, is_head_office
from upgrade_program.catalog.models import PriceChangeSet
from upgrade_program.catalog.models.changes import KIND
from upgrade_program.drafts.enums import DraftState
from upgrade_program.drafts.queries import state_of
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.queries import newest_on
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Standing:
    """A change set with its request, if it was asked for."""

    change_set: PriceChangeSet
    asked: Approval | None

    @property
    def state(self) -> DraftState:
        return state_of(self.asked)

    def is_over(self, at: datetime) -> bool:
        """Whether its instant has passed with nobody having granted it."""
        return self.state in {DraftState.DRAFT, DraftState.WAITING} and self.change_set.from_at <= at


def sets_for(actor: Actor) -> QuerySet[PriceChangeSet]:
    """All change sets, newest first, for head office and auditors; none for anybody else."""
    if not (is_head_office(actor) or is_auditor(actor)):
        return PriceChangeSet.objects.none()
    return PriceChangeSet.objects.select_related("made_by").annotate(count=Count("rows")).order_by("-id")


def set_for(actor: Actor, pk: int) -> Standing:
    """One change set; `NotFound` for what the actor may not see."""
    found = sets_for(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return Standing(found, newest_on(KIND, found.subject))


def standings(sets: Iterable[PriceChangeSet]) -> list[Standing]:
    """The sets with their requests, in one query for all of them."""
    listed = list(sets)
    asked = {one.subject: one for one in Approval.objects.filter(kind=KIND, subject__in=[one.subject for one in listed]).order_by("id")}
    return [Standing(one, asked.get(one.subject)) for one in listed]
