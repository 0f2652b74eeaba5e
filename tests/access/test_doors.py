"""Ways round the doors: other methods, other headers, other hosts, old sessions and keys, addresses that lead away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from stores.access import actor_for
from stores.models import ApiToken, Posting, StaffUser
from stores.services import close_store, disable_staff, unpost_staff
from stores.tokens import actor_of_token
from tests.access import asks
from tests.access.expected import COUNTER, DESK, TABLE
from tests.access.expected_accounts import ACCOUNTS
from tests.access.expected_api import API
from tests.access.knocking import Door
from tests.access.people import Thing, Who
from tests.access.routes import Route, all_routes
from tests.factories.stores import PASSWORD

pytestmark = pytest.mark.django_db
ROUTES = {route.name: route for route in all_routes()}
CLOSED = [ROUTES[name] for name in (*COUNTER, *DESK, *ACCOUNTS, *API) if name in ROUTES]
ELSEWHERE = (
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "/\\elsewhere.example/",
    "javascript:alert(1)",
    "https:elsewhere.example",
)


def thing_of(route: Route) -> Thing:
    return Thing.OURS if route.takes else Thing.NONE


@pytest.mark.parametrize("who", [Who.ANONYMOUS, Who.CLERK_ELSEWHERE])
def test_head_says_no_more_than_get(door: Door, who: Who) -> None:
    for route in CLOSED:
        path = asks.address(door.world, route, thing_of(route))
        get, head = door.send(who, "GET", path), door.send(who, "HEAD", path)
        assert (head.status, head.location.split("?")[0], head.body) == (get.status, get.location.split("?")[0], b""), (
            f"HEAD {path} by {who}"
        )
        assert not head.changed


def test_options_opens_nothing(door: Door) -> None:
    for route in CLOSED:
        path = asks.address(door.world, route, thing_of(route))
        outcome = door.send(Who.ANONYMOUS, "OPTIONS", path)
        assert outcome.status in {200, 302, 401, 403, 405}, path
        assert not outcome.changed
        if outcome.status == 200:  # what a class-based page says by itself: its methods, and nothing else
            assert outcome.body in {b""} or TABLE[route.name]["GET"].expected(Who.ANONYMOUS, Thing.NONE)[0].status == 200, path


def test_method_override_headers_are_not_listened_to(door: Door) -> None:
    plan = f"/counter/plans/{door.world.ours.active.number}/"
    assert door.send(Who.MANAGER, "GET", f"{plan}cancel/", {"_method": "POST"}, **{"X-HTTP-Method-Override": "POST"}).changed is False


def test_fragments_send_strangers_away_without_a_page(door: Door) -> None:
    """htmx would put the sign-in page into the fragment's place."""
    for name in ("counter:devices", "counter:quote", "counter:customer", "counter:plans", "counter:plan"):
        method = "GET" if "GET" in COUNTER[name] else "POST"
        outcome = door.knock(Who.ANONYMOUS, ROUTES[name], method, thing_of(ROUTES[name]), **{"HX-Request": "true"})
        assert (outcome.status, outcome.body) == (401, b"")


def test_forms_without_their_secret_are_refused(door: Door) -> None:
    """Every POST of the pages, by one who may: without the csrf token 403, and nothing has changed."""
    for name, row in (COUNTER | ACCOUNTS | DESK).items():
        if "POST" not in row:
            continue
        route = ROUTES[name]
        outcome = door.knock(Who.MANAGER, route, "POST", thing_of(route), csrf=True)
        assert outcome.status in {302, 403, 405}, name
        assert not outcome.changed, name
        if name.startswith("counter:"):
            assert outcome.status == 403, name


@pytest.mark.parametrize("away", ELSEWHERE)
def test_no_address_leads_to_another_site(door: Door, away: str) -> None:
    for who, method, path, body in (
        (Who.ANONYMOUS, "POST", "/accounts/login/", {"login": "clerk", "password": PASSWORD, "next": away}),
        (Who.CLERK, "GET", "/accounts/login/", {"next": away}),
        (Who.CLERK, "POST", "/accounts/logout/", {"next": away}),
        (Who.CLERK, "POST", "/accounts/reauthenticate/", {"password": PASSWORD, "next": away}),
        (Who.ANONYMOUS, "POST", "/language/", {"language": "hi", "next": away}),
        (Who.ANONYMOUS, "GET", "/admin/login/", {"next": away}),
        (Who.HEAD_OFFICE, "GET", "/admin/login/", {"next": away}),
    ):
        outcome = door.send(who, method, path, body, **({"Referer": "https://elsewhere.example/"} if path == "/language/" else {}))
        assert outcome.status == 302, path
        assert outcome.location.startswith("/"), path
        assert not outcome.location.startswith(("//", "/\\")), path
        assert "elsewhere" not in outcome.location.split("?")[0], path


def test_a_foreign_host_name_is_refused(door: Door) -> None:
    for path in ("/", "/accounts/login/", "/api/v1/consent/"):
        assert door.send(Who.ANONYMOUS, "GET", path, Host="elsewhere.example").status == 400


def test_the_figures_are_for_this_machine_only(door: Door) -> None:
    assert door.send(Who.ANONYMOUS, "GET", "/metrics").status == 200
    for headers in ({"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"}):
        assert door.send(Who.HEAD_OFFICE, "GET", "/metrics", **headers).status == 404
    door.client.defaults["REMOTE_ADDR"] = "198.51.100.7"
    try:
        assert door.send(Who.HEAD_OFFICE, "GET", "/metrics").status == 404
    finally:
        del door.client.defaults["REMOTE_ADDR"]


def test_unknown_addresses_under_the_api_answer_in_json(door: Door) -> None:
    for path in ("/api/", "/api/v1/", "/api/v1/nothing/", "/api/v2/plans/", "/api/v1/plans"):
        outcome = door.send(Who.CLERK, "GET", path)
        assert (outcome.status, outcome.response.headers["Content-Type"]) == (404, "application/problem+json"), path


class TestAccessThatEnds:
    """Ending a person's access ends their sessions and keys at once, and for good."""

    def works(self, door: Door, who: Who = Who.CLERK) -> tuple[int, int]:
        return door.send(who, "GET", "/counter/plans/").status, door.send(who, "GET", "/api/v1/plans/").status

    def test_disabled(self, door: Door) -> None:
        staff, office = door.world.staff[Who.CLERK], actor_for(door.world.staff[Who.HEAD_OFFICE], None)
        client = Client()
        client.post("/accounts/login/", {"login": staff.username, "password": PASSWORD})
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        assert (client.get("/counter/plans/").status_code, *self.works(door)) == (200, 200, 200)
        disable_staff(actor=office, staff=staff, reason="left the company", at=door.world.at)
        assert (client.get("/counter/plans/").status_code, *self.works(door)) == (302, 302, 401)
        assert not Session.objects.filter(pk=session).exists()
        assert not ApiToken.objects.filter(staff=staff, ended_at__isnull=True).exists()
        StaffUser.objects.filter(pk=staff.pk).update(is_active=True)
        client.cookies[settings.SESSION_COOKIE_NAME] = session
        assert client.get("/counter/plans/").status_code == 302  # coming back needs signing in again
        assert self.works(door)[1] == 401

    def test_unposted(self, door: Door) -> None:
        office = actor_for(door.world.staff[Who.HEAD_OFFICE], None)
        posting = Posting.objects.get(staff=door.world.staff[Who.CLERK], until__isnull=True)
        unpost_staff(actor=office, posting=posting, reason="moved on", at=door.world.at)
        assert self.works(door) == (403, 401)

    def test_the_store_closed_for_good(self, door: Door) -> None:
        office = actor_for(door.world.staff[Who.HEAD_OFFICE], None)
        close_store(actor=office, store=door.world.ours.store, successor=None, reason="lease ended", at=door.world.at)
        assert self.works(door) == (403, 401)
        assert self.works(door, Who.CLERK_ELSEWHERE) == (200, 200)

    def test_a_key_is_over_after_twelve_hours(self, door: Door) -> None:
        raw, at = door.world.keys[Who.MANAGER], door.world.at
        assert actor_of_token(raw, at + timedelta(hours=11, minutes=59)) is not None
        assert actor_of_token(raw, at + timedelta(hours=12)) is None

    @pytest.mark.parametrize("address", ["/accounts/password/change/", "/admin/password_change/"])
    def test_a_new_password_ends_the_keys_wherever_it_is_set(self, door: Door, address: str) -> None:
        staff, new = StaffUser.objects.get(pk=door.world.staff[Who.HEAD_OFFICE].pk), "a-Long-Passphrase-77"
        client = Client()
        client.force_login(staff, backend="stores.backend.Staff")
        fields = {"oldpassword": PASSWORD, "old_password": PASSWORD}
        fields |= dict.fromkeys(("password1", "password2", "new_password1", "new_password2"), new)
        client.post(address, fields)
        staff.refresh_from_db()
        assert not (staff.check_password(new) and ApiToken.objects.filter(staff=staff, ended_at__isnull=True).exists())


def test_the_desks_own_sign_in_is_no_way_round_throttle_and_second_factor(door: Door) -> None:
    """An auditor at work sends head office's name and password to the admin's own sign-in form."""
    client = Client()
    client.force_login(door.world.staff[Who.AUDITOR], backend="stores.backend.Staff")
    client.post("/admin/login/", {"username": "headoffice", "password": PASSWORD, "next": "/admin/"})
    assert int(client.session["_auth_user_id"]) == door.world.staff[Who.AUDITOR].pk


def test_a_key_in_the_address_or_a_cookie_opens_nothing(door: Door) -> None:
    raw = door.world.keys[Who.MANAGER]
    assert door.send(Who.ANONYMOUS, "GET", f"/api/v1/plans/?token={raw}&access_token={raw}").status == 401
    assert door.send(Who.ANONYMOUS, "GET", "/api/v1/plans/", Cookie=f"token={raw}; Authorization=Bearer {raw}").status == 401
    for header in ("", "Bearer", "Bearer ", f"Basic {raw}", f"Token {raw}", raw, f"Bearer {raw} x", f"Bearer {raw[:-1]}", "Bearer \x00"):
        assert door.send(Who.ANONYMOUS, "GET", "/api/v1/plans/", Authorization=header).status == 401, header
