"""Which views a person may open, and which one their list begins with."""

from __future__ import annotations

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from upgrade_program.foundation.saved_views.models import FirstView, SavedView
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import NotFound


def views_for(actor: Actor, *, place: str) -> QuerySet[SavedView]:
    """A person's own and the shared ones of a list, by name; `mine` and `first` (with which their list begins) say which they are."""
    if actor.staff_id is None:
        return SavedView.objects.none()
    first = FirstView.objects.filter(view=OuterRef("pk"), person_id=actor.staff_id)
    mine = Q(owner_id=actor.staff_id)
    found = SavedView.objects.filter(mine | Q(shared=True), place=place)
    return found.annotate(mine=ExpressionWrapper(mine, output_field=BooleanField()), first=Exists(first)).order_by("name", "id")


def view_for(actor: Actor, pk: int, *, place: str) -> SavedView:
    """One of them; `not_found` for another person's own, and for none."""
    found = views_for(actor, place=place).filter(pk=pk).first()
    if found is None:
        raise NotFound(field="view")
    return found


def first_view_of(actor: Actor, *, place: str) -> SavedView | None:
    """The view that a person's list begins with."""
    return SavedView.objects.filter(first_of__person_id=actor.staff_id, first_of__place=place).first() if actor.staff_id else None
