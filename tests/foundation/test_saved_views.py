"""Saved views: kept under a name, shared or own, renamed, forgotten; what the services refuse, and what the database does alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.customers.erased import digest
from tests.factories.plans import AT
from tests.foundation.crowd import at_once, looked_first
from upgrade_program.foundation.saved_views import services
from upgrade_program.foundation.saved_views.models import FirstView, SavedView
from upgrade_program.foundation.saved_views.queries import first_view_of, view_for, views_for
from upgrade_program.foundation.saved_views.services import MOST_VIEWS
from upgrade_program.kernel.actor import ANONYMOUS, Actor, Role
from upgrade_program.kernel.errors import Refused

pytestmark = pytest.mark.django_db
ASHA, RAVI = (Actor(role=Role.HEAD_OFFICE, staff_id=number, name=name) for number, name in ((1, "Asha Rao"), (2, "Ravi Iyer")))


def saved(actor: Actor = ASHA, name: str = "Cheap ones", *, shared: bool = False, query: str = "q=9a", place: str = "prices") -> SavedView:
    return services.save_view(actor=actor, place=place, name=name, query=query, shared=shared, at=AT)


def changed(view: SavedView, actor: Actor = ASHA, *, place: str = "prices", **changes: Any) -> SavedView:
    facts = {"name": view.name, "shared": view.shared, "query": None} | changes
    return services.change_view(actor=actor, place=place, view_id=view.pk, at=AT, **facts)


def begins(actor: Actor, view: SavedView | None, *, place: str = "prices") -> None:
    services.begin_with(actor=actor, place=place, view_id=view.pk if view else None)


def forgotten(view: SavedView, actor: Actor = ASHA) -> None:
    services.delete_view(actor=actor, place="prices", view_id=view.pk)


def seen(actor: Actor) -> list[tuple[str, bool, bool]]:
    return [(view.name, view.mine, view.first) for view in views_for(actor, place="prices")]  # type: ignore[attr-defined]


def refused(do: Callable[[], Any], code: str) -> Refused:
    before = digest()
    with pytest.raises(Refused) as no:
        do()
    assert (no.value.code, digest()) == (code, before)
    return no.value


def test_ones_own_and_the_shared_ones_are_seen_and_begun_with() -> None:
    own, theirs, shared = saved(), saved(RAVI, "Mine"), saved(RAVI, "To verify", shared=True)
    saved(ASHA, "Elsewhere", place="stores")
    assert seen(ASHA) == [("Cheap ones", True, False), ("To verify", False, False)]
    begins(ASHA, shared)
    begins(ASHA, own)
    begins(ASHA, shared)
    assert seen(ASHA) == [("Cheap ones", True, False), ("To verify", False, True)]
    assert first_view_of(ASHA, place="prices") == shared
    assert (first_view_of(RAVI, place="prices"), first_view_of(ASHA, place="stores")) == (None, None)
    begins(ASHA, None)
    assert first_view_of(ASHA, place="prices") is None
    assert view_for(RAVI, theirs.pk, place="prices").query == "q=9a"
    assert (seen(ANONYMOUS), first_view_of(ANONYMOUS, place="prices")) == ([], None)


def test_its_maker_renames_shares_shows_otherwise_and_forgets_it() -> None:
    view = saved()
    changed(view, name="  Dear   ones ", shared=True, query="q=pro")
    view.refresh_from_db()
    assert (view.name, view.shared, view.query, view.owner_name) == ("Dear ones", True, "q=pro", "Asha Rao")
    begins(RAVI, view)
    begins(ASHA, view)
    changed(view, shared=False)
    assert list(FirstView.objects.values_list("person_id", flat=True)) == [1]
    forgotten(view)
    assert (SavedView.objects.count(), FirstView.objects.count()) == (0, 0)


def test_who_did_not_make_it_does_not_change_it() -> None:
    shared, own = saved(shared=True), saved(name="Own")
    for act in (lambda view: changed(view, RAVI, name="Mine now"), lambda view: forgotten(view, RAVI)):
        assert "Asha Rao" in str(refused(lambda act=act: act(shared), "forbidden"))
        refused(lambda act=act: act(own), "not_found")
    refused(lambda: begins(RAVI, own), "not_found")
    refused(lambda: changed(shared, place="stores"), "not_found")
    refused(lambda: begins(RAVI, shared, place="stores"), "not_found")
    for act in (lambda: saved(ANONYMOUS), lambda: begins(ANONYMOUS, None)):
        refused(act, "forbidden")


def test_a_shared_one_whose_maker_has_left_is_forgotten_by_head_office() -> None:
    shared, own = saved(shared=True), saved(name="Own")
    begins(RAVI, shared)
    auditor = Actor(role=Role.AUDITOR, staff_id=3, name="Meera Joshi")

    def forget(view: SavedView, actor: Actor, *left: int) -> None:
        services.delete_view(actor=actor, place="prices", view_id=view.pk, has_left=lambda person: person in left)

    refused(lambda: forget(shared, RAVI), "forbidden")
    refused(lambda: forget(shared, RAVI, RAVI.staff_id or 0), "forbidden")  # another one left
    refused(lambda: forget(shared, auditor, ASHA.staff_id or 0), "forbidden")
    refused(lambda: forget(own, RAVI, ASHA.staff_id or 0), "not_found")
    refused(lambda: changed(shared, RAVI, name="Mine now"), "forbidden")  # forgotten, never taken over
    forget(shared, RAVI, ASHA.staff_id or 0)
    assert (list(SavedView.objects.all()), FirstView.objects.count()) == ([own], 0)


@pytest.mark.parametrize("name", ["", " \t", "x" * 41, "a\x00b"])
def test_what_is_no_name(name: str) -> None:
    view = saved()
    assert refused(lambda: saved(name=name), "invalid").field == "name"
    refused(lambda: changed(view, name=name), "invalid")


def test_a_name_is_given_once_by_a_person_and_once_to_all() -> None:
    view = saved()
    saved(RAVI)  # another person's own of the same name
    refused(lambda: saved(name="cheap ONES"), "name_taken")
    shared = saved(RAVI, "To verify", shared=True)
    refused(lambda: saved(name="TO VERIFY", shared=True), "name_taken")
    mine = saved(name="To verify")
    refused(lambda: changed(mine, shared=True), "name_taken")
    refused(lambda: changed(mine, name="Cheap ones"), "name_taken")
    assert changed(view, name="CHEAP ones").name == "CHEAP ones"
    forgotten(shared, RAVI)
    assert changed(mine, shared=True).shared


def test_the_fifty_first_is_refused() -> None:
    for number in range(MOST_VIEWS):
        saved(name=f"View {number}")
    refused(lambda: saved(name="One more"), "too_many_views")
    saved(RAVI, "One more")
    saved(name="One more", place="stores")


@pytest.mark.parametrize(
    ("law", "statement"),
    [
        ("a_person_gives_a_name_once", "INSERT INTO saved_views_savedview (place, owner_id, owner_name, name, query, shared, saved_at)"
         " SELECT place, owner_id, owner_name, upper(name), query, false, saved_at FROM saved_views_savedview WHERE id = {own}"),
        ("a_shared_view_has_a_name_of_its_own", "INSERT INTO saved_views_savedview (place, owner_id, owner_name, name, query, shared,"
         " saved_at) SELECT place, 3, owner_name, name, query, shared, saved_at FROM saved_views_savedview WHERE id = {shared}"),
        ("a_view_has_a_name", "UPDATE saved_views_savedview SET name = ' ' WHERE id = {own}"),
        ("a_view_is_of_a_list", "INSERT INTO saved_views_savedview (place, owner_id, owner_name, name, query, shared, saved_at)"
         " SELECT '', owner_id, owner_name, name, query, false, saved_at FROM saved_views_savedview WHERE id = {own}"),
        ("a_view_stays_its_makers", "UPDATE saved_views_savedview SET owner_id = 2 WHERE id = {own}"),
        ("a_view_stays_its_makers", "UPDATE saved_views_savedview SET place = 'stores' WHERE id = {own}"),
        ("a_list_begins_with_one_view_a_person", "INSERT INTO saved_views_firstview (place, person_id, view_id) VALUES"
         " ('prices', 2, {shared})"),
        ("a_first_view_is_ones_own_or_shared", "INSERT INTO saved_views_firstview (place, person_id, view_id) VALUES ('prices', 3, {own})"),
        ("a_first_view_is_ones_own_or_shared", "UPDATE saved_views_firstview SET view_id = {own}"),
        ("a_first_view_is_ones_own_or_shared", "INSERT INTO saved_views_firstview (place, person_id, view_id) VALUES"
         " ('stores', 3, {shared})"),
        ("a_first_view_is_ones_own_or_shared", "UPDATE saved_views_savedview SET shared = false WHERE id = {shared}"),
    ],
)  # fmt: skip
def test_the_database_alone_refuses_it(law: str, statement: str) -> None:
    own, shared = saved(), saved(name="To verify", shared=True)
    begins(RAVI, shared)
    before = digest()
    with pytest.raises(IntegrityError) as no, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(own=own.pk, shared=shared.pk) + "; SET CONSTRAINTS ALL IMMEDIATE")
    assert no.value.__cause__.diag.constraint_name == law  # type: ignore[union-attr]
    assert digest() == before


@pytest.mark.django_db(transaction=True)
def test_of_two_that_share_one_name_at_once_one_does() -> None:
    people = [Actor(role=Role.HEAD_OFFICE, staff_id=number, name=f"P{number}") for number in range(1, 7)]
    got = at_once(6, lambda hand: saved(people[hand], shared=True))
    assert sorted("name_taken" if isinstance(one, Refused) else "kept" for one in got) == ["kept"] + ["name_taken"] * 5
    assert SavedView.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_view_that_is_shared_no_longer_is_begun_with_by_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    view = saved(shared=True)
    people = [Actor(role=Role.HEAD_OFFICE, staff_id=number, name=f"P{number}") for number in range(2, 8)]
    got = at_once(7, lambda hand: changed(view, shared=False) if hand == 6 else begins(people[hand], view))
    assert not isinstance(got[6], Exception)
    assert {one.code for one in got if isinstance(one, Refused)} <= {"not_found"}
    assert [one for one in got if isinstance(one, Exception) and not isinstance(one, Refused)] == []
    assert FirstView.objects.count() == 0


def _four_at_once_where_one_has_room(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    monkeypatch.setattr(services, "MOST_VIEWS", 3)
    for name in ("First", "Second"):
        saved(name=name)
    return at_once(4, lambda hand: saved(name=f"At once {hand}"))


@pytest.mark.django_db(transaction=True)
def test_of_four_at_once_the_last_free_place_is_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    got = _four_at_once_where_one_has_room(monkeypatch)
    assert sorted(one.code if isinstance(one, Refused) else "kept" for one in got) == ["kept"] + ["too_many_views"] * 3
    assert SavedView.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_control_without_waiting_for_each_other_all_find_it_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "_hold", lambda mine: None)
    monkeypatch.setattr(services, "_count", looked_first(services._count, 4))
    _four_at_once_where_one_has_room(monkeypatch)
    assert SavedView.objects.count() > 3
