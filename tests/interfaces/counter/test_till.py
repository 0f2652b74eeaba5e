"""The shared till: it locks, keeps what was typed, opens by PIN or password, changes hands, and a PIN alone makes nobody a manager."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.test import Client

from stores.models import StaffUser, Store, TillLock
from tests.factories.plans import AT, sold
from tests.factories.sessions import fresh_code, give_second_factor
from tests.factories.stores import PASSWORD, PostingFactory, StaffFactory, StoreFactory
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db
PIN = "2580"
FRAGMENT = {"HX-Request": "true"}
LOCKED, UNLOCK, HOME = "/counter/lock/", "/counter/unlock/", "/counter/"


@pytest.fixture(autouse=True)
def _five_minutes(settings: Any) -> None:
    settings.TILL_IDLE_SECONDS = 300


def with_pin(staff: StaffUser, pin: str = PIN) -> StaffUser:
    StaffUser.objects.filter(pk=staff.pk).update(pin=make_password(pin))
    return staff


def later(**time: int) -> Any:
    return time_machine.travel(AT + timedelta(**time), tick=False)


def sign_in(staff: StaffUser) -> Client:
    """Through the door, as people do."""
    client = Client()
    answer = client.post("/accounts/login/", {"login": staff.username, "password": PASSWORD})
    if answer.url == "/accounts/2fa/authenticate/":
        client.post(answer.url, {"code": fresh_code(staff)})
    return client


def lock(client: Client) -> None:
    assert client.post(LOCKED, {"back": "/counter/plans/"}).url == "/counter/plans/"
    assert client.get("/counter/plans/").status_code == 423


def unlock(client: Client, staff: StaffUser, *, fragment: bool = False, **given: str) -> Any:
    fields = {f"till-{name}": value for name, value in ({"who": str(staff.pk), "back": "/counter/plans/"} | given).items()}
    return client.post(UNLOCK, fields, headers=FRAGMENT if fragment else {})


def whose(client: Client) -> int:
    return int(client.session["_auth_user_id"])


# Locking


def test_five_idle_minutes_lock_and_less_do_not(clerk_client: Client) -> None:
    assert clerk_client.get(HOME).status_code == 200
    with later(seconds=299):
        assert clerk_client.get(HOME).status_code == 200
    with later(seconds=299 + 315):
        answer = clerk_client.get("/counter/plans/?q=x")
        assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (423, True)
        assert b"This till is locked" in answer.content
        assert b'value="/counter/plans/?q=x"' in answer.content  # where the same person goes on


def test_what_scripts_fetch_is_no_sign_of_a_person_and_what_a_person_does_is(clerk_client: Client) -> None:
    clerk_client.get(HOME)
    for minute in range(1, 5):
        with later(minutes=minute):
            assert clerk_client.get("/counter/plans/", headers=FRAGMENT).status_code == 200
            assert clerk_client.get("/counter/plans/", headers={"Sec-Fetch-Dest": "empty"}).status_code == 200
    with later(minutes=5, seconds=20):
        assert clerk_client.get("/counter/plans/", headers=FRAGMENT).status_code == 423
    with later(minutes=4):
        assert clerk_client.post("/counter/awake/").status_code == 204
    with later(minutes=8, seconds=50):
        assert clerk_client.get(HOME).status_code == 200


def test_a_locked_till_cannot_be_woken_by_its_page(clerk_client: Client) -> None:
    lock(clerk_client)
    assert clerk_client.post("/counter/awake/").status_code == 423
    with later(minutes=1):
        assert clerk_client.get(HOME).status_code == 423


def test_locking_twice_is_once_and_a_request_under_way_does_not_undo_it(clerk_client: Client) -> None:
    """The sale that was still being sent when the person pressed Lock saves its session last."""
    under_way = clerk_client.session
    lock(clerk_client)
    clerk_client.post(LOCKED)
    assert TillLock.objects.count() == 1
    under_way["sold_plan"] = "x"
    under_way.save()
    assert clerk_client.get(HOME).status_code == 423


def test_the_cover_of_a_page_gets_the_form_alone(clerk_client: Client) -> None:
    answer = clerk_client.post(LOCKED, {"back": "/counter/sell/"}, headers=FRAGMENT)
    body = answer.content.decode()
    assert (answer.status_code, "<html" in body, 'id="till-form"' in body) == (200, False, True)
    assert clerk_client.get(HOME).status_code == 423


def test_the_desk_and_the_account_pages_lock_too(head_office_client: Client) -> None:
    assert head_office_client.get("/admin/").status_code == 200
    with later(minutes=6):
        for path in ("/admin/", "/admin/stores/store/", "/accounts/2fa/", "/accounts/password/change/", "/counter/pin/"):
            assert head_office_client.get(path).status_code == 423, path


# What was typed


def test_a_sale_sent_to_a_locked_till_sells_nothing_and_is_kept_to_be_sent(
    clerk_client: Client, clerk_user: StaffUser, typed: Callable[..., dict[str, Any]], traces: Callable[[], dict[str, int]]
) -> None:
    with_pin(clerk_user)
    lock(clerk_client)
    before, form = traces(), typed()
    answer = clerk_client.post("/counter/sell/", form)
    assert (answer.status_code, traces()) == (423, before)
    assert not any(word in answer.content.decode() for word in ("Farhan", form["imei"], "98104"))
    assert b'value="/counter/kept/"' in answer.content
    assert unlock(clerk_client, clerk_user, pin=PIN, back="/counter/kept/").url == "/counter/kept/"
    page = clerk_client.get("/counter/kept/").content.decode()
    assert Plan.objects.count() == 0
    assert all(f'name="{name}" value="{value}"' in page for name, value in form.items())
    assert "csrfmiddlewaretoken" not in clerk_client.session.get("till_kept_form", {})
    assert clerk_client.get("/counter/kept/").url == HOME  # shown once
    assert clerk_client.post("/counter/sell/", form).status_code == 302
    assert Plan.objects.get().customer_name == "Farhan Ali"


def test_secrets_and_floods_are_not_kept(clerk_client: Client) -> None:
    lock(clerk_client)
    clerk_client.post("/accounts/password/change/", {"oldpassword": PASSWORD})
    clerk_client.post("/counter/pin/", {"password": PASSWORD, "pin": PIN})
    clerk_client.post("/counter/sell/", {"name": "x" * 21_000})
    assert "till_kept_form" not in clerk_client.session


def test_the_way_back_is_one_of_ours(clerk_client: Client, clerk_user: StaffUser) -> None:
    with_pin(clerk_user)
    for away in ("https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)", ""):
        assert clerk_client.post(LOCKED, {"back": away}).url == HOME
        assert unlock(clerk_client, clerk_user, pin=PIN, back=away).url == HOME


# Unlocking


def test_the_same_person_goes_on_in_the_same_session(clerk_client: Client, clerk_user: StaffUser) -> None:
    with_pin(clerk_user)
    key = clerk_client.session.session_key
    lock(clerk_client)
    assert unlock(clerk_client, clerk_user, pin=PIN).url == "/counter/plans/"
    assert clerk_client.get(HOME).status_code == 200
    assert clerk_client.session.session_key == key
    row = AuditRow.objects.get()
    assert (row.verb, row.subject, row.actor_id, row.after) == ("till.unlocked", f"staff:{clerk_user.pk}", clerk_user.pk, {"by": "pin"})
    lock(clerk_client)
    answer = unlock(clerk_client, clerk_user, fragment=True, pin=PIN)
    assert (answer.status_code, answer["HX-Trigger"]) == (204, "till:opened")


def test_after_idling_the_pin_opens_and_the_time_begins_anew(clerk_client: Client, clerk_user: StaffUser) -> None:
    with_pin(clerk_user)
    clerk_client.get(HOME)
    with later(minutes=60):
        assert clerk_client.get(HOME).status_code == 423
        unlock(clerk_client, clerk_user, pin=PIN)
    with later(minutes=64):
        assert clerk_client.get(HOME).status_code == 200


def test_without_a_pin_the_password_opens_and_the_code_of_who_has_one(clerk_client: Client, clerk_user: StaffUser) -> None:
    lock(clerk_client)
    wrong = unlock(clerk_client, clerk_user, pin=PIN)
    assert (wrong.status_code, b"This PIN is not right, or none is set." in wrong.content) == (422, True)
    assert unlock(clerk_client, clerk_user, password="wrong").status_code == 422
    assert unlock(clerk_client, clerk_user, password=PASSWORD).status_code == 302
    give_second_factor(clerk_user)
    lock(clerk_client)
    assert unlock(clerk_client, clerk_user, password=PASSWORD).status_code == 422
    assert clerk_client.get(HOME).status_code == 423
    assert unlock(clerk_client, clerk_user, password=PASSWORD, code=fresh_code(clerk_user)).status_code == 302
    assert clerk_client.get(HOME).status_code == 200


def test_five_wrong_pins_ask_for_the_password_and_it_makes_the_pin_good_again(clerk_client: Client, clerk_user: StaffUser) -> None:
    with_pin(clerk_user)
    lock(clerk_client)
    for _ in range(5):
        assert unlock(clerk_client, clerk_user, pin="9182").status_code == 422
    assert b"Too many wrong PINs." in unlock(clerk_client, clerk_user, pin=PIN).content
    assert clerk_client.get(HOME).status_code == 423
    assert unlock(clerk_client, clerk_user, password=PASSWORD).status_code == 302
    lock(clerk_client)
    assert unlock(clerk_client, clerk_user, pin=PIN).status_code == 302


@pytest.mark.parametrize("who", ["other_clerk_user", "head_office_user", "gone", "nonsense", ""])
def test_people_of_elsewhere_disabled_ones_and_nobody_answer_like_a_wrong_pin(
    request: pytest.FixtureRequest, clerk_client: Client, clerk_user: StaffUser, store: Store, who: str
) -> None:
    staff = StaffFactory(username="gone", is_active=False)
    PostingFactory(staff=staff, store=store)
    staff = request.getfixturevalue(who) if who.endswith("_user") else staff
    with_pin(staff)
    lock(clerk_client)
    for given in ({"pin": PIN}, {"password": PASSWORD}):
        answer = unlock(clerk_client, staff, **given, **({} if who.endswith("_user") or who == "gone" else {"who": who}))
        assert (answer.status_code, b"This PIN is not right, or none is set." in answer.content) == (422, True)
    assert (whose(clerk_client), clerk_client.get(HOME).status_code) == (clerk_user.pk, 423)
    assert not AuditRow.objects.exists()


# Changing hands


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


# The PIN's page


def test_a_pin_is_set_on_its_page_and_opens_the_till(clerk_client: Client, clerk_user: StaffUser) -> None:
    form = {"password": PASSWORD, "pin": PIN, "again": PIN}
    for wrong in ({"pin": "1234", "again": "1234"}, {"again": "2581"}, {"password": "wrong"}):
        answer = clerk_client.post("/counter/pin/", form | wrong)
        assert answer.status_code == 422
        assert b'role="alert"' in answer.content
    assert StaffUser.objects.get(pk=clerk_user.pk).pin == ""
    assert clerk_client.post("/counter/pin/", form).url == "/counter/pin/"
    page = clerk_client.get("/counter/pin/").content
    assert b"Your PIN is set." in page
    assert PIN.encode() not in page
    lock(clerk_client)
    assert unlock(clerk_client, clerk_user, pin=PIN).status_code == 302


def test_the_name_stands_on_every_page(clerk_client: Client, clerk_user: StaffUser) -> None:
    for path in (HOME, "/counter/plans/", "/counter/pin/", "/accounts/2fa/", "/counter/plans/nothing/", "/counter/customers/1/"):
        assert clerk_user.name in clerk_client.get(path).content.decode(), path


@pytest.mark.parametrize(
    "path", [HOME, "/counter/nothing/", "/counter/plans/nothing/", "/admin/nothing/", "/counter/find/", "/accounts/nothing/"]
)
def test_no_answer_to_staff_is_kept_whatever_it_says(clerk_client: Client, path: str) -> None:
    assert "no-store" in clerk_client.get(path)["Cache-Control"]
