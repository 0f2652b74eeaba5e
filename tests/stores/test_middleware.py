"""Who acts in a request: nothing is asked until somebody wants to know."""

from __future__ import annotations

from typing import Any, cast

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from stores import services
from stores.middleware import ActorMiddleware, StaffRequest
from stores.models import Posting, StaffUser, Store
from tests.factories.stores import PostingFactory, StaffFactory, StoreFactory
from upgrade_program.kernel.actor import ANONYMOUS, Actor, Role

pytestmark = pytest.mark.django_db


def through(user: StaffUser | AnonymousUser, **session: Any) -> StaffRequest:
    """A request of this user as a view sees it."""
    seen: list[HttpRequest] = []
    request = RequestFactory().get("/counter/")
    request.user = user
    request.session = SessionStore()
    request.session.update(session)
    ActorMiddleware(lambda request: seen.append(request) or HttpResponse())(request)
    return cast(StaffRequest, seen[0])


def test_a_page_that_does_not_ask_costs_nothing_and_asking_costs_one_query(
    clerk_user: StaffUser, clerk: Actor, store: Store, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        request = through(clerk_user)
    with django_assert_num_queries(1):
        assert (request.actor, request.store, request.actor) == (clerk, store, clerk)


def test_strangers_head_office_and_idle_people_work_in_no_store(
    head_office_user: StaffUser, head_office: Actor, store: Store, django_assert_num_queries: Any
) -> None:
    for user, actor in ((AnonymousUser(), ANONYMOUS), (head_office_user, head_office)):
        with django_assert_num_queries(0):
            request = through(user, store_id=store.pk)
            assert request.actor == actor
            assert request.store is None
    idle = through(StaffFactory())
    assert (idle.actor.role, idle.actor.is_staff, idle.store) == (Role.ANONYMOUS, False, None)


def test_the_chosen_store_is_the_working_store_until_the_posting_ends(clerk_user: StaffUser, store: Store) -> None:
    PostingFactory(staff=clerk_user, store=StoreFactory(code="ZZ"), role="manager")
    session: dict[str, Any] = {}
    assert through(clerk_user).actor.store_code == "DL01"
    services.choose_store(session=session, user=clerk_user, code="ZZ", on=Posting.objects.earliest("since").since)
    chosen = through(clerk_user, **session)
    assert (chosen.actor.store_code, chosen.actor.role, chosen.store and chosen.store.code) == ("ZZ", Role.MANAGER, "ZZ")
    Posting.objects.filter(store__code="ZZ").update(until=Posting.objects.earliest("since").since)
    assert through(clerk_user, **session).actor.store_code == "DL01"


def test_a_foreign_store_in_the_session_opens_nothing(clerk_user: StaffUser, clerk: Actor, other_store: Store) -> None:
    request = through(clerk_user, store_id=other_store.pk)
    assert (request.actor, request.store and request.store.code) == (clerk, "DL01")


def test_a_disabled_person_is_nobody(clerk_user: StaffUser) -> None:
    clerk_user.is_active = False
    request = through(clerk_user)
    assert (request.actor, request.store) == (ANONYMOUS, None)
