"""A person read with their posts is the person and the posts that are read one after the other, and nobody comes in who may not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.backends import ModelBackend
from django.test import Client

from stores.backend import Staff
from stores.clock import now, store_today
from stores.models import Posting, StaffUser, Store
from stores.queries import live_postings, posted_person, postings_read
from tests.factories.stores import PostingFactory, StaffFactory, StoreFactory

pytestmark = pytest.mark.django_db


def columns(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.fixture
def people(clerk_user: StaffUser, head_office_user: StaffUser, auditor_user: StaffUser, other_store: Store) -> list[StaffUser]:
    """At one store, at two, at none, at one that closed, no longer and not yet there, and above the stores."""
    store = Store.objects.get(code="DL01")
    today = store_today()
    two, nowhere, closed, former, coming = (StaffFactory() for _ in range(5))
    PostingFactory(staff=two, store=other_store, role="manager")
    PostingFactory(staff=two, store=store)
    PostingFactory(staff=closed, store=StoreFactory(code="ZZ", is_open=False, closed_at=now()))
    PostingFactory(staff=former, store=store, since=today - timedelta(days=9), until=today)
    PostingFactory(staff=coming, store=store, since=today + timedelta(days=1))
    return [clerk_user, head_office_user, auditor_user, two, nowhere, closed, former, coming]


@pytest.mark.parametrize("days", [-9, -1, 0, 1, 400])
def test_both_ways_read_the_same(people: list[StaffUser], days: int, django_assert_num_queries: Any) -> None:
    on = store_today() + timedelta(days=days)
    for one in people:
        with django_assert_num_queries(1):
            found = posted_person(one.pk, on=on)
            assert found is not None
            read = postings_read(found, on=on)
            assert read is not None
            together = [(columns(posting), columns(posting.store)) for posting in read]
        assert columns(found) == columns(StaffUser.objects.get(pk=one.pk))
        assert (found._state.adding, found._state.db) == (False, "default")
        assert together == [(columns(posting), columns(posting.store)) for posting in live_postings(staff=one, on=on)]


def test_what_was_read_holds_for_its_own_day(clerk_user: StaffUser) -> None:
    today = store_today()
    found = posted_person(clerk_user.pk, on=today)
    assert found is not None
    assert len(postings_read(found, on=today) or []) == 1
    assert postings_read(found, on=today + timedelta(days=1)) is None
    assert postings_read(clerk_user, on=today) is None


def test_it_lets_in_whom_django_lets_in(people: list[StaffUser]) -> None:
    StaffUser.objects.filter(pk=people[0].pk).update(is_active=False)
    numbers = [*(one.pk for one in people), 0, max(one.pk for one in people) + 1]
    ours = [Staff().get_user(number) for number in numbers]
    assert ours == [ModelBackend().get_user(number) for number in numbers]
    assert [number for number, one in zip(numbers, ours, strict=True) if one is None] == [people[0].pk, *numbers[-2:]]


def test_a_posting_that_ends_closes_the_next_page(clerk_user: StaffUser, client_for: Any) -> None:
    browser: Client = client_for(clerk_user)
    assert browser.get("/counter/").status_code == 200
    Posting.objects.filter(staff=clerk_user).update(until=store_today())
    assert browser.get("/counter/").status_code == 403


def test_a_session_of_a_backend_that_is_not_ours_is_nobodys(clerk_user: StaffUser, client_for: Any) -> None:
    browser: Client = client_for(clerk_user)
    session = browser.session
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session.save()
    assert browser.get("/counter/").status_code == 302
