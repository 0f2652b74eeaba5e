"""The handsets of a store: what waits for the brand's pick-up, what went with which, and the register of used goods."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from stores.models import Store
from upgrade_program.buyback.enums import Stock
from upgrade_program.buyback.models import Handover, Handset
from upgrade_program.buyback.queries.stores import stores_with_stock
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import NotFound


def waiting_in(store: Store) -> QuerySet[Handset]:
    """The quarantine stock of a store, what waits longest first."""
    return Handset.objects.filter(store=store, state=Stock.QUARANTINE).order_by("taken_on", "id")


def handovers_of(store: Store) -> QuerySet[Handover]:
    """A store's hand-overs, newest first."""
    return Handover.objects.filter(store=store).select_related("by")


def handover_for(actor: Actor, pk: int) -> Handover:
    """One hand-over of a store the actor may read; refuses with `not_found`."""
    found = Handover.objects.filter(pk=pk, store__in=stores_with_stock(actor)).select_related("store", "by").first()
    if found is None:
        raise NotFound(field="handover")
    return found


def register_of(store: Store, *, first: date, last: date) -> QuerySet[Handset]:
    """The lines of a store's register of used goods taken from `first` through `last`, in order."""
    return (
        Handset.objects.filter(store=store, taken_on__gte=first, taken_on__lte=last).select_related("handover").order_by("taken_on", "id")
    )


def shows_imeis_of(actor: Actor, store: Store) -> bool:
    """Whether the register shows whole IMEIs: to the store's manager (smart-upgrade section 7)."""
    return actor.manages(store.pk)


def shows_imeis_at_handover(actor: Actor, store: Store) -> bool:
    """Whether the stock and the note of a hand-over show whole IMEIs: to the store's staff, who compare each phone by it."""
    return actor.works_for(store.pk)
