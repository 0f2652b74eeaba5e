"""Keeping, changing and forgetting views, and choosing the one that a list begins with. No money, no permission: not in the trail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from upgrade_program.foundation.saved_views.models import FirstView, SavedView
from upgrade_program.foundation.saved_views.queries import view_for
from upgrade_program.foundation.saved_views.refusals import NameTaken, NotYourView, TooManyViews
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Forbidden, Invalid
from upgrade_program.kernel.text import one_line

MOST_VIEWS = 50  # of one person and list
LONGEST_NAME = 40
_NAMES = ("a_person_gives_a_name_once", "a_shared_view_has_a_name_of_its_own")


def save_view(*, actor: Actor, place: str, name: str, query: str, shared: bool, at: datetime) -> SavedView:
    """Keep what a list shows under a name. Refuses no name (`invalid`), a taken one (`name_taken`) and the 51st (`too_many_views`)."""
    if actor.staff_id is None:
        raise Forbidden
    words = _name(name)
    with _named():
        mine = SavedView.objects.filter(place=place, owner_id=actor.staff_id)
        _hold(mine)
        if _count(mine) >= MOST_VIEWS:
            raise TooManyViews(most=MOST_VIEWS)
        facts = {"name": words, "query": query, "shared": shared, "saved_at": at}
        return SavedView.objects.create(place=place, owner_id=actor.staff_id, owner_name=actor.name, **facts)


def change_view(*, actor: Actor, place: str, view_id: int, name: str, shared: bool, query: str | None, at: datetime) -> SavedView:
    """Give one's view another name, share it or share it no longer, and show another `query` with it, if one is given.

    Those who began with it while it was shared begin with none afterwards. Refuses as `save_view`, another's view (`forbidden`) and one
    that the actor may not see (`not_found`).
    """
    words = _name(name)
    with _named():
        view = _own(actor, place, view_id)
        view.name, view.shared, view.saved_at = words, shared, at
        view.query = view.query if query is None else query
        view.save(update_fields=["name", "shared", "query", "saved_at"])
        if not shared:
            FirstView.objects.filter(view=view).exclude(person_id=view.owner_id).delete()
    return view


def delete_view(*, actor: Actor, place: str, view_id: int, has_left: Callable[[int], bool] = lambda _: False) -> None:
    """Forget one's view, for everybody it was shared with too; head office also forgets a shared one whose maker has left.

    `has_left` says it of a person's id. Refuses as `change_view` does.
    """
    with transaction.atomic():
        view = _locked(actor, place, view_id)
        if not may_delete(actor, view, has_left=has_left):
            raise NotYourView(maker=view.owner_name)
        view.delete()


def may_delete(actor: Actor, view: SavedView, *, has_left: Callable[[int], bool]) -> bool:
    """Whether an actor who sees a view may forget it."""
    return view.owner_id == actor.staff_id or (actor.role is Role.HEAD_OFFICE and view.shared and has_left(view.owner_id))


def begin_with(*, actor: Actor, place: str, view_id: int | None) -> None:
    """Let the actor's list begin with a view, their own or a shared one, or with none. Refuses one they may not see (`not_found`)."""
    if actor.staff_id is None:
        raise Forbidden
    with transaction.atomic():
        if view_id is None:
            FirstView.objects.filter(place=place, person_id=actor.staff_id).delete()
            return
        view = _locked(actor, place, view_id)
        FirstView.objects.update_or_create(place=place, person_id=actor.staff_id, defaults={"view": view})


def _hold(mine: QuerySet[SavedView]) -> None:
    """One new view of a person at a time: two at once would both find room for the fiftieth."""
    list(mine.order_by("pk").select_for_update().values_list("pk", flat=True))


def _count(mine: QuerySet[SavedView]) -> int:
    """Counted by a statement of its own, which sees what was kept while this act waited."""
    return mine.count()


def _locked(actor: Actor, place: str, view_id: int) -> SavedView:
    """The view, locked before it is judged: it may be shared no longer, or be gone, by the time its turn has come."""
    SavedView.objects.select_for_update().filter(pk=view_id).first()
    return view_for(actor, view_id, place=place)


def _own(actor: Actor, place: str, view_id: int) -> SavedView:
    view = _locked(actor, place, view_id)
    if view.owner_id != actor.staff_id:
        raise NotYourView(maker=view.owner_name)
    return view


def _name(text: str) -> str:
    words = one_line(text, field="name", most=LONGEST_NAME)
    if not words:
        raise Invalid(field="name", sentence="The view has no name.", next_step="Give it one.")
    return words


@contextmanager
def _named() -> Iterator[None]:
    """A transaction in which two of one name are told apart by the database."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as broken:
        law = getattr(getattr(broken.__cause__, "diag", None), "constraint_name", None)
        if law in _NAMES:
            raise NameTaken from broken
        raise
