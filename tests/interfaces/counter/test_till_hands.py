"""The shared till changes hands: a colleague begins afresh, and a PIN alone makes nobody a manager."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from stores.models import StaffUser, Store, TillLock
from tests.factories.plans import sold
from tests.factories.sessions import fresh_code, give_second_factor
from tests.factories.stores import PASSWORD, PostingFactory, StaffFactory, StoreFactory
from tests.interfaces.counter.locking import HOME, PIN, later, lock, sign_in, unlock, whose, with_pin
from upgrade_program.foundation.audit.models import AuditRow

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _five_minutes(settings: Any) -> None:
    settings.TILL_IDLE_SECONDS = 300


@pytest.fixture
def colleague(store: Store) -> StaffUser:
    staff = StaffFactory(username="clerk2.dl01", first_name="Ravi", last_name="Kumar")
    PostingFactory(staff=staff, store=store)
    return with_pin(staff, "7391")


def test_a_colleague_begins_a_fresh_session_in_the_same_store_with_nothing_of_the_former_person(
    clerk_user: StaffUser, clerk: Any, colleague: StaffUser, phone: Any, store: Store
) -> None:
    first = StoreFactory(code="AA")  # by code: only the till's own store leads to DL01
    PostingFactory(staff=colleague, store=first)
    PostingFactory(staff=clerk_user, store=first)
    client = sign_in(clerk_user)
    client.post("/counter/store/", {"store": "DL01"})
    plan = sold(actor=clerk, variant=phone)
    session = client.session
    session.update({"sold_plan": plan.number, "scanned_imei": plan.imei, "unprinted_invoice": plan.invoice_id})
    session.save()
    old = session.session_key
    lock(client)
    client.post("/counter/sell/", {"name": "Farhan Ali"})
    answer = unlock(client, colleague, pin="7391")
    assert answer.url == HOME  # and not where the other one was
    new = client.session
    assert (new.session_key == old, whose(client), new["store_id"]) == (False, colleague.pk, store.pk)
    assert set(new.keys()) == {"_auth_user_id", "_auth_user_backend", "_auth_user_hash", "till_passed", "store_id", "till_seen"}
    assert not Session.objects.filter(session_key=old).exists()
    assert not TillLock.objects.exists()
    assert set(UserSession.objects.values_list("session_key", "user_id")) == {(new.session_key, colleague.pk)}
    page = client.get(HOME).content.decode()
    assert "Ravi Kumar" in page
    assert client.get("/counter/kept/").url == HOME
    row = AuditRow.objects.latest("id")
    assert (row.verb, row.actor_id, row.store_id) == ("till.handed_over", colleague.pk, store.pk)
    assert (row.before, row.after) == ({"staff": clerk_user.pk}, {"staff": colleague.pk, "by": "pin"})
    stale = Client()
    stale.cookies["session"] = old
    assert stale.get(HOME).status_code == 302


def test_a_fragment_is_told_where_the_new_person_begins(clerk_client: Client, colleague: StaffUser) -> None:
    lock(clerk_client)
    answer = unlock(clerk_client, colleague, fragment=True, pin="7391")
    assert (answer.status_code, answer["HX-Redirect"], answer["HX-Trigger"]) == (204, HOME, "till:handed-over")


def test_the_lock_page_names_the_people_of_this_store_only(clerk_client: Client, colleague: StaffUser, other_clerk_user: StaffUser) -> None:
    StaffUser.objects.filter(pk=other_clerk_user.pk).update(first_name="Sneha")
    lock(clerk_client)
    page = clerk_client.get(HOME).content.decode()
    assert "Ravi Kumar, clerk" in page
    assert "Sneha" not in page


# Managers


def test_a_pin_alone_makes_nobody_a_manager_on_a_till_they_never_signed_in_on(clerk_client: Client, manager_user: StaffUser) -> None:
    with_pin(manager_user)
    give_second_factor(manager_user)
    lock(clerk_client)
    right, wrong = unlock(clerk_client, manager_user, pin=PIN), unlock(clerk_client, manager_user, pin="9182")
    assert b"signs in with password and code once a day" in right.content
    assert right.status_code == wrong.status_code == 422
    assert StaffUser.objects.get(pk=manager_user.pk).pin_failures == 0  # nobody learns whether the PIN was right
    assert unlock(clerk_client, manager_user, password=PASSWORD).status_code == 422
    assert (whose(clerk_client) == manager_user.pk, clerk_client.get(HOME).status_code) == (False, 423)
    assert unlock(clerk_client, manager_user, password=PASSWORD, code=fresh_code(manager_user)).url == HOME
    assert clerk_client.get(HOME).status_code == 200


def handed_back(clerk_user: StaffUser, manager_user: StaffUser) -> Client:
    """The manager signed in here this morning and left the till to the clerk, who has just locked it."""
    give_second_factor(manager_user)
    client = sign_in(manager_user)
    lock(client)
    assert unlock(client, clerk_user, pin=PIN).status_code == 302
    lock(client)
    return client


def test_a_manager_who_signed_in_on_this_till_today_comes_back_by_pin(clerk_user: StaffUser, manager_user: StaffUser) -> None:
    client = handed_back(with_pin(clerk_user), with_pin(manager_user))
    assert unlock(client, manager_user, pin=PIN).url == HOME
    page = client.get(HOME)
    assert (page.status_code, whose(client)) == (200, manager_user.pk)


@pytest.mark.parametrize("change", ["another day", "another password", "another till", "signed out meanwhile"])
def test_and_not_otherwise(clerk_user: StaffUser, manager_user: StaffUser, change: str) -> None:
    with later(hours=10):  # in the evening; the next business day is soon
        client = handed_back(with_pin(clerk_user), with_pin(manager_user))
        if change == "another password":
            manager_user.set_password("quiet river 42 lamps")
            manager_user.save()
        if change == "signed out meanwhile":
            client.post("/accounts/logout/")
        if change in {"another till", "signed out meanwhile"}:
            client = sign_in(clerk_user)
    with later(hours=12 if change != "another day" else 13):
        assert unlock(client, manager_user, pin=PIN).status_code == 422
        assert whose(client) == clerk_user.pk


def test_a_clerk_handed_the_till_has_not_the_managers_second_factor(clerk_user: StaffUser, manager_user: StaffUser, store: Store) -> None:
    client = handed_back(with_pin(clerk_user), with_pin(manager_user))
    unlock(client, clerk_user, pin=PIN)
    assert "second_factor" not in client.session
