"""Drafts: who may see them, and how far each is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from stores.access import is_auditor, is_head_office
from stores.clock import start_of_day
from upgrade_program.drafts.enums import DraftState, Kind
from upgrade_program.drafts.models import Draft, Withdrawal
from upgrade_program.foundation.approvals.enums import State
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.queries import newest_on
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import NotFound

_BECAME = {
    State.WAITING: DraftState.WAITING,
    State.GRANTED: DraftState.APPROVED,
    State.REJECTED: DraftState.REJECTED,
    State.WITHDRAWN: DraftState.WITHDRAWN,
    State.LAPSED: DraftState.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class DraftStanding:
    """A draft with its request, if it was asked for."""

    draft: Draft
    asked: Approval | None

    @property
    def state(self) -> DraftState:
        return self.decided if self.withdrawal is None else DraftState.WITHDRAWN

    @property
    def decided(self) -> DraftState:
        """What became of its request, whoever withdrew it afterwards."""
        return state_of(self.asked)

    @property
    def withdrawal(self) -> Withdrawal | None:
        """Who took it back once it was granted, and why."""
        return getattr(self.draft, "withdrawal", None)

    def is_to_come(self, at: datetime) -> bool:
        """Whether it was granted, nobody withdrew it, and its day has not begun: until then it can be withdrawn."""
        return self.state is DraftState.APPROVED and at < start_of_day(self.draft.from_day)

    def is_over(self, at: datetime) -> bool:
        """Whether its day has begun with nobody having granted it."""
        return self.state in {DraftState.DRAFT, DraftState.WAITING} and start_of_day(self.draft.from_day) <= at


def state_of(asked: Approval | None) -> DraftState:
    """How far something with this request is."""
    return DraftState.DRAFT if asked is None else _BECAME[State(asked.state)]


def drafts_for(actor: Actor, kind: Kind) -> QuerySet[Draft]:
    """All drafts of a kind, newest first, for head office and auditors; none for anybody else."""
    if not (is_head_office(actor) or is_auditor(actor)):
        return Draft.objects.none()
    return Draft.objects.filter(kind=kind.value).select_related("made_by", "withdrawal__by").order_by("-id")


def draft_for(actor: Actor, kind: Kind, pk: int) -> DraftStanding:
    """One draft; `NotFound` for what the actor may not see."""
    found = drafts_for(actor, kind).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return DraftStanding(found, newest_on(found.kind, found.subject))


def draft_standings(drafts: Iterable[Draft]) -> list[DraftStanding]:
    """Drafts of one kind with their requests, in one query for all of them."""
    listed = list(drafts)
    found = Approval.objects.filter(kind__in={one.kind for one in listed}, subject__in=[one.subject for one in listed]).order_by("id")
    asked = {one.subject: one for one in found}
    return [DraftStanding(one, asked.get(one.subject)) for one in listed]
