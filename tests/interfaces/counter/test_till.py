"""The shared till: it locks, keeps what was typed, and opens by PIN or password."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from stores.models import StaffUser, Store, TillLock
from tests.factories.sessions import fresh_code, give_second_factor
from tests.factories.stores import PASSWORD, PostingFactory, StaffFactory
from tests.interfaces.counter.locking import FRAGMENT, HOME, LOCKED, PIN, later, lock, unlock, whose, with_pin
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _five_minutes(settings: Any) -> None:
    settings.TILL_IDLE_SECONDS = 300


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


# The PIN's page


def test_a_pin_is_set_on_its_page_and_opens_the_till(clerk_client: Client, clerk_user: StaffUser) -> None:
    pin = "739182"  # six digits: four may stand in a page by chance, in a number or a token
    form = {"password": PASSWORD, "pin": pin, "again": pin}
    for wrong in ({"pin": "1234", "again": "1234"}, {"again": "739183"}, {"password": "wrong"}):
        answer = clerk_client.post("/counter/pin/", form | wrong)
        assert answer.status_code == 422
        assert b'role="alert"' in answer.content
    assert StaffUser.objects.get(pk=clerk_user.pk).pin == ""
    assert clerk_client.post("/counter/pin/", form).url == "/counter/pin/"
    page = clerk_client.get("/counter/pin/").content
    assert b"Your PIN is set." in page
    assert pin.encode() not in page
    lock(clerk_client)
    assert unlock(clerk_client, clerk_user, pin=pin).status_code == 302


def test_the_name_stands_on_every_page(clerk_client: Client, clerk_user: StaffUser) -> None:
    for path in (HOME, "/counter/plans/", "/counter/pin/", "/accounts/2fa/", "/counter/plans/nothing/", "/counter/customers/1/"):
        assert clerk_user.name in clerk_client.get(path).content.decode(), path


@pytest.mark.parametrize(
    "path", [HOME, "/counter/nothing/", "/counter/plans/nothing/", "/admin/nothing/", "/counter/find/", "/accounts/nothing/"]
)
def test_no_answer_to_staff_is_kept_whatever_it_says(clerk_client: Client, path: str) -> None:
    assert "no-store" in clerk_client.get(path)["Cache-Control"]
