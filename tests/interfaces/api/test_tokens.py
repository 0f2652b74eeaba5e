"""Signing a till in and out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stores.models import ApiToken, Posting
from tests.factories.plans import AT
from tests.factories.sessions import fresh_code
from tests.factories.stores import PASSWORD, PostingFactory
from tests.interfaces.api.till import PLANS, Till, refused, said

pytestmark = pytest.mark.django_db
TOKENS = "/api/v1/tokens/"


def sign_in(till, **body):
    return till.post(TOKENS, {"username": "clerk.dl01", "password": PASSWORD} | body)


def test_a_token_says_whom_and_which_store_it_stands_for(nobody, clerk_user, store):
    answer = sign_in(nobody)
    assert answer.status_code == 200, answer.content
    body = said(answer)
    token = body.pop("token")
    assert len(token) >= 40
    assert body == {
        "expires_at": "2027-05-03T23:42:00+05:30",
        "staff": {"username": "clerk.dl01", "role": "clerk"},
        "store": {"code": "DL01", "name": "Mi Home Nehru Place"},
    }
    assert Till(token=token).get(PLANS).status_code == 200
    assert not ApiToken.objects.filter(digest=token).exists()  # kept as a hash only


@pytest.mark.parametrize("who", ["headoffice", "auditor"])
def test_the_office_has_no_store(nobody, head_office_user, auditor_user, who):
    code = {"totp": fresh_code(head_office_user)} if who == "headoffice" else {}
    body = said(sign_in(nobody, username=who, **code))
    assert (body["staff"], body["store"]) == ({"username": who, "role": who}, None)
    code = {"totp": fresh_code(head_office_user)} if who == "headoffice" else {}
    refused(sign_in(nobody, username=who, store="DL01", **code), 403, "forbidden", "store")


def test_who_works_in_two_stores_chooses(nobody, clerk_user, other_store):
    PostingFactory(staff=clerk_user, store=other_store, role="manager")
    assert said(sign_in(nobody, totp=fresh_code(clerk_user)))["store"]["code"] == "DL01"
    body = said(sign_in(nobody, store="MH01", totp=fresh_code(clerk_user)))
    assert (body["store"]["code"], body["staff"]["role"]) == ("MH01", "manager")


@pytest.mark.parametrize("code", ["MH01", "XX99"])
def test_a_foreign_store_and_an_unknown_one_answer_alike(nobody, clerk_user, other_store, code):
    problem = refused(sign_in(nobody, store=code), 403, "forbidden", "store")
    assert problem["detail"] == "You are not posted to this store."
    assert not ApiToken.objects.exists()


def test_wrong_passwords_and_strangers_answer_alike(nobody, clerk_user):
    wrong, stranger = sign_in(nobody, password="wrong-password"), sign_in(nobody, username="nobody.here")
    clerk_user.is_active = False
    clerk_user.save()
    disabled = sign_in(nobody)
    for answer in (wrong, stranger, disabled):
        refused(answer, 401, "unauthenticated")
        assert answer["WWW-Authenticate"] == "Bearer"
    assert wrong.content == stranger.content == disabled.content
    assert not ApiToken.objects.exists()


def test_too_many_wrong_tries_are_throttled(nobody, clerk_user):
    answers = [sign_in(nobody, password="wrong-password") for _ in range(12)]
    last = answers[-1]
    refused(last, 429, "throttled")
    assert int(last["Retry-After"]) > 0
    refused(sign_in(nobody), 429, "throttled")  # the right password too


def test_a_token_ends_when_told(till):
    assert till.get(PLANS).status_code == 200
    ended = till.call("DELETE", TOKENS)
    assert (ended.status_code, ended.content) == (204, b"")
    refused(till.get(PLANS), 401, "unauthenticated")
    refused(till.call("DELETE", TOKENS), 401, "unauthenticated")


def test_a_token_ends_after_twelve_hours(till, clock):
    clock.move_to(AT + timedelta(hours=11, minutes=59))
    assert till.get(PLANS).status_code == 200
    clock.move_to(AT + timedelta(hours=12))
    refused(till.get(PLANS), 401, "unauthenticated")


def test_a_token_ends_with_the_person_s_access(till, manager_till, clerk_user, manager_user):
    clerk_user.is_active = False
    clerk_user.save()
    refused(till.get(PLANS), 401, "unauthenticated")
    Posting.objects.filter(staff=manager_user).update(until=AT.date())
    refused(manager_till.get(PLANS), 401, "unauthenticated")


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer wrong", "Basic Y2xlcms6eA==", "Token {}", "{}", "bearer\xff", "Bearer a b c"]
)
def test_a_bad_header_is_no_token(till, header):
    answer = Till().call("GET", PLANS, Authorization=header.format(till.token))
    refused(answer, 401, "unauthenticated")


def test_a_browser_s_session_opens_nothing(clerk_client):
    assert clerk_client.get(PLANS).status_code == 401


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"username": None}, "username"),
        ({"username": ""}, "username"),
        ({"password": 12345}, "password"),
        ({"username": ["clerk.dl01"]}, "username"),
        ({"username": "a\x00b"}, "username"),
        ({"username": "x" * 100_000}, "username"),
        ({"store": "DL01' OR 1=1"}, "store"),
        ({"is_superuser": True}, "is_superuser"),
        ({"totp": 123456}, "totp"),
    ],
)
def test_fields_of_the_sign_in_are_checked(nobody, clerk_user, body, field):
    refused(sign_in(nobody, **body), 422, "invalid", field)
    assert not ApiToken.objects.exists()
