"""Close a store without stranding anybody: what must be settled first is said, and what goes on is handed to another store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from stores import services
from stores.access import require_head_office
from stores.models import Posting, Store
from stores.queries import staff_of
from stores.services.closing import locked_pair
from upgrade_program.billing.models import Drawer
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.queries import going_on
from upgrade_program.buyback.queries.stock import waiting_in
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused, refuse_together
from upgrade_program.plans.enums import Status
from upgrade_program.plans.models import Plan

_LIVING = [Status.ACTIVE.value, Status.SUSPENDED.value]


class StoreNotClosable(Refused):
    """Something at the store has to be settled first; one refusal a thing, each with how many there are."""

    code = "store_not_closable"
    sentence = "{count} {what}."


class SuccessorNeeded(Refused):
    """Plans or claims go on, and somebody has to keep them."""

    code = "successor_needed"
    status = 422
    field = "successor"
    sentence = "Plans or claims of this store go on."
    next_step = "Name the store that keeps them."


@dataclass(frozen=True, slots=True)
class Closing:
    """What stands at a store: what goes on elsewhere, and what keeps it from closing."""

    plans: int
    claims: int
    obstacles: list[StoreNotClosable]

    @property
    def goes_on(self) -> bool:
        """Whether another store has to take over."""
        return bool(self.plans or self.claims)


def closing_of(store: Store, *, on: date) -> Closing:
    """What closing the store would hand over, and what has to be settled before."""
    found = [
        (
            Plan.objects.filter(store=store, status=Status.PENDING).count(),
            ("sale waiting for payment", "sales waiting for payment"),
            "Take or cancel the payment.",
        ),
        (
            Drawer.objects.filter(store=store, closed_at__isnull=True).count(),
            ("open cash drawer", "open cash drawers"),
            "Its manager counts and closes it.",
        ),
        (waiting_in(store).count(), ("handset in quarantine stock", "handsets in quarantine stock"), "Hand it to the brand's pick-up."),
        (
            _only_here(store, on=on),
            ("person who works only here", "people who work only here"),
            "Post them elsewhere or take their access.",
        ),
    ]
    obstacles = [StoreNotClosable(count=count, what=words[count > 1], next_step=step) for count, words, step in found if count]
    return Closing(
        plans=Plan.objects.filter(store=store, status__in=_LIVING).count(),
        claims=going_on(Claim.objects.filter(store=store), on=on).count(),
        obstacles=obstacles,
    )


@transaction.atomic
def close_store(*, actor: Actor, store: Store, successor: Store | None, reason: str, at: datetime, on: date) -> Store:
    """Close it as `stores.services.close_store` promises and refuses.

    Refuses all that must be settled before, together (`store_not_closable`), and to leave plans or claims to nobody
    (`successor_needed`). A sale under way is finished first and counted, a later one is refused.
    """
    require_head_office(actor)
    row, _ = locked_pair(store, successor)
    if row.is_open:
        standing = closing_of(row, on=on)
        refuse_together([*standing.obstacles])
        if standing.goes_on and successor is None:
            raise SuccessorNeeded
    return services.close_store(actor=actor, store=row, successor=successor, reason=reason, at=at)


def reopen_store(*, actor: Actor, store: Store, reason: str, at: datetime) -> Store:
    """Open it again as `stores.services.reopen_store` promises and refuses."""
    return services.reopen_store(actor=actor, store=store, reason=reason, at=at)


def _only_here(store: Store, *, on: date) -> int:
    elsewhere = Posting.objects.filter(Posting.live_on(on), staff=OuterRef("staff"), store__is_open=True).exclude(store=store)
    return staff_of(store_id=store.pk, on=on).filter(~Exists(elsewhere), staff__is_active=True).count()
