"""The sign-in page: nobody signs up, strangers and disabled people hear the same, tries are counted."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client

from stores.models import ApiToken, StaffUser
from stores.refusals import SignInThrottled, Unauthenticated
from stores.sign_in import address_of, check_credentials
from tests.factories.stores import PASSWORD, StaffFactory

pytestmark = pytest.mark.django_db


def sign_in(username: str, password: str, *, address: str = "203.0.113.1", host: str = "testserver") -> HttpResponse:
    answer = Client().post(
        "/accounts/login/", {"login": username, "password": password, "next": "/"}, REMOTE_ADDR=address, headers={"host": host}
    )
    return answer  # type: ignore[return-value]


def words(answer: HttpResponse, username: str) -> str:
    """The page without what differs in every answer: its secrets and the name that was typed."""
    text = answer.content.decode().replace(username, "NAME")
    return re.sub(r'(value|nonce|content)="[^"]*"', "", text)


def test_the_right_password_opens_a_session(clerk_user: StaffUser) -> None:
    answer = sign_in("clerk.dl01", PASSWORD)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert Session.objects.get().get_decoded()["_auth_user_id"] == str(clerk_user.pk)


def test_strangers_disabled_people_and_wrong_passwords_read_the_same_page(clerk_user: StaffUser) -> None:
    StaffFactory(username="gone", is_active=False)
    pages = {
        name: words(sign_in(name, password), name)
        for name, password in (("clerk.dl01", "wrong"), ("stranger7", "wrong"), ("gone", PASSWORD))
    }
    assert len(set(pages.values())) == 1
    assert "errorlist" in pages["stranger7"] or "alert" in pages["stranger7"] or "error" in pages["stranger7"]
    assert Session.objects.count() == 0


def test_tries_are_counted_by_name_over_addresses_letters_and_hosts_and_together_with_tokens(clerk_user: StaffUser) -> None:
    for n in range(3):
        sign_in("clerk.dl01", "wrong", address=f"198.51.100.{n}", host=["testserver", "127.0.0.1", "localhost"][n])
    for n in range(2):
        with pytest.raises(Unauthenticated):
            check_credentials(username="Clerk.DL01", password="wrong", address=f"198.51.100.{10 + n}")
    assert sign_in("clerk.dl01", PASSWORD, address="198.51.100.99").status_code == 200
    with pytest.raises(SignInThrottled):
        check_credentials(username="clerk.dl01", password=PASSWORD, address="198.51.100.98")
    assert (Session.objects.count(), ApiToken.objects.count()) == (0, 0)


def test_without_failures_the_same_sign_in_opens(clerk_user: StaffUser) -> None:
    """The control of the test above: it is the five failures that close the door."""
    for n in range(4):
        sign_in("clerk.dl01", "wrong", address=f"198.51.100.{n}")
    assert sign_in("clerk.dl01", PASSWORD, address="198.51.100.99").status_code == 302


def test_nobody_signs_up(client: Client, db: None) -> None:
    given = {"username": "intruder", "password1": PASSWORD, "password2": PASSWORD}
    assert client.get("/accounts/signup/").status_code == 200
    assert client.post("/accounts/signup/", given).status_code == 200
    assert not StaffUser.objects.exists()


@pytest.mark.parametrize("path", ["password/reset/", "email/", "password/set/", "login/code/", "confirm-email/", "inactive/", "sessions/"])
def test_what_staff_do_not_need_is_not_there(client: Client, path: str) -> None:
    assert client.get(f"/accounts/{path}").status_code == 404


def test_a_changed_password_ends_tokens(clerk_user: StaffUser, client_for: Any) -> None:
    from stores.clock import now
    from stores.tokens import actor_of_token, issue_token

    raw, _ = issue_token(username="clerk.dl01", password=PASSWORD, at=now(), address="203.0.113.1")
    given = {"oldpassword": PASSWORD, "password1": "quiet river 42 lamps", "password2": "quiet river 42 lamps"}
    assert client_for(clerk_user).post("/accounts/password/change/", given).status_code == 302
    assert actor_of_token(raw, now()) is None


def test_the_address_is_the_clients(rf: Any) -> None:
    assert address_of(rf.get("/", REMOTE_ADDR="198.51.100.7", headers={"x-forwarded-for": "203.0.113.9"})) == "198.51.100.7"
