"""The second factor: managers and head office sign in with it, set it up before anything else, keep it; recovery codes stand in once."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from stores.clock import now
from stores.models import ApiToken, Posting, StaffUser, Store
from stores.refusals import SecondFactorMissing
from stores.second_factor import needs_second_factor, passed_here, prove
from stores.services import post_staff, reset_second_factor
from stores.tokens import issue_token
from tests.factories.sessions import code_of, fresh_code, give_second_factor, login_by_password_only
from tests.factories.stores import PASSWORD, PostingFactory, StaffFactory
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import SYSTEM, Actor

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 5, 6, 0, tzinfo=UTC)
DAY = date(2026, 5, 5)
SET_UP = "/accounts/2fa/totp/activate/"


def sign_in(username: str) -> tuple[Client, Any]:
    client = Client()
    return client, client.post("/accounts/login/", {"login": username, "password": PASSWORD})


def give_code(client: Client, code: str) -> Any:
    return client.post("/accounts/2fa/authenticate/", {"code": code})


# Who needs one


def test_managers_and_head_office_need_one_today(
    clerk_user: StaffUser, manager_user: StaffUser, head_office_user: StaffUser, auditor_user: StaffUser, other_store: Store
) -> None:
    needed = {staff.username: needs_second_factor(staff, on=DAY) for staff in (clerk_user, manager_user, head_office_user, auditor_user)}
    assert needed == {"clerk.dl01": False, "manager.dl01": True, "headoffice": True, "auditor": False}
    PostingFactory(staff=clerk_user, store=other_store, role="manager", since=DAY)
    assert needs_second_factor(clerk_user, on=DAY)
    assert not needs_second_factor(clerk_user, on=date(2026, 5, 4))
    Store.objects.filter(pk=other_store.pk).update(is_open=False, closed_at=now())
    assert not needs_second_factor(clerk_user, on=DAY)
    Posting.objects.filter(staff=manager_user).update(until=DAY)
    assert not needs_second_factor(manager_user, on=DAY)


# At the sign-in


def test_a_manager_with_an_app_comes_in_by_password_and_code_only(manager_user: StaffUser) -> None:
    give_second_factor(manager_user)
    client, asked = sign_in("manager.dl01")
    assert (asked.status_code, asked.url) == (302, "/accounts/2fa/authenticate/")
    assert client.get("/counter/").url.startswith("/accounts/login/")
    wrong = give_code(client, "000000" if code_of() != "000000" else "111111")
    assert (wrong.status_code, b"This code is wrong" in wrong.content) == (200, True)
    assert client.get("/counter/").status_code == 302
    assert give_code(client, fresh_code(manager_user)).url == "/counter/"
    assert client.get("/counter/").status_code == 200


def test_a_clerk_needs_none_and_uses_the_one_they_have(clerk_user: StaffUser) -> None:
    assert sign_in("clerk.dl01")[1].url == "/counter/"
    give_second_factor(clerk_user)
    assert sign_in("clerk.dl01")[1].url == "/accounts/2fa/authenticate/"


@pytest.mark.django_db(transaction=True)  # setting up is proof once it is committed
@pytest.mark.parametrize("username", ["manager.dl01", "headoffice"])
def test_without_one_only_the_pages_that_set_it_up_are_reached(manager_user: StaffUser, head_office_user: StaffUser, username: str) -> None:
    client, _ = sign_in(username)
    for path in (
        "/counter/",
        "/counter/plans/",
        "/counter/pin/",
        "/admin/",
        "/admin/stores/staffuser/",
        "/accounts/2fa/",
        "/accounts/password/change/",
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.url) == (302, SET_UP), path
    assert client.post("/counter/find/", {"q": "x"}).url == SET_UP
    assert client.get("/counter/", headers={"HX-Request": "true"}).status_code == 401
    page = client.get(SET_UP)  # the password was typed a moment ago and is not asked for again
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    secret = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", page.content.decode())
    assert secret
    assert client.post(SET_UP, {"code": "000000" if code_of(secret[1]) != "000000" else "111111"}).status_code == 200
    assert Authenticator.objects.count() == 0
    done = client.post(SET_UP, {"code": code_of(secret[1])})
    assert done.url == "/accounts/2fa/recovery-codes/"
    shown = client.get(done.url).content.decode()
    codes = re.findall(r"<code>(\d{8})</code>", shown)
    assert len(codes) == 10
    again = client.get(done.url).content.decode()
    assert not any(code in again for code in codes)
    assert client.get("/accounts/2fa/recovery-codes/download/").status_code == 403
    assert client.get("/counter/").status_code == 200
    verbs = set(AuditRow.objects.values_list("verb", "actor_id"))
    who = StaffUser.objects.get(username=username).pk
    assert verbs == {("staff.second_factor_set", who), ("staff.recovery_codes_made", who)}
    assert secret[1] not in str(list(AuditRow.objects.values()))


def test_a_recovery_code_opens_once(manager_user: StaffUser) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    give_second_factor(manager_user)
    code = RecoveryCodes.activate(manager_user).generate_codes()[3]
    client, _ = sign_in("manager.dl01")
    assert give_code(client, code).url == "/counter/"
    assert client.get("/counter/").status_code == 200
    client, _ = sign_in("manager.dl01")
    assert give_code(client, code).status_code == 200
    assert client.get("/counter/").status_code == 302


def test_a_session_from_before_the_role_asks_for_the_code(clerk_user: StaffUser, store: Store) -> None:
    """Whoever became a manager meanwhile, by whichever way, goes no further on the old sign-in."""
    give_second_factor(clerk_user)
    client = Client()
    login_by_password_only(client, clerk_user)
    assert client.get("/counter/").status_code == 200
    Posting.objects.filter(staff=clerk_user).update(until=date(2026, 1, 1))
    PostingFactory(staff=clerk_user, store=store, role="manager")
    answer = client.get("/counter/plans/?q=x")
    assert answer.url == "/accounts/2fa/reauthenticate/?next=%2Fcounter%2Fplans%2F%3Fq%3Dx"
    assert client.post("/counter/find/", {"q": "x"}).url == "/accounts/2fa/reauthenticate/?next=%2Fcounter%2F"
    assert client.post(answer.url, {"code": fresh_code(clerk_user)}).url == "/counter/plans/?q=x"
    assert client.get("/counter/").status_code == 200


def test_a_promotion_ends_the_sessions_from_before_it(clerk_user: StaffUser, store: Store, head_office: Actor) -> None:
    client, _ = sign_in("clerk.dl01")
    assert client.get("/counter/").status_code == 200
    post_staff(actor=SYSTEM, staff=clerk_user, store=store, role="manager", at=AT)
    assert client.get("/counter/").url.startswith("/accounts/login/")


# Taking it away


def test_who_needs_it_keeps_it_and_a_clerk_may_take_it_away(manager_user: StaffUser, clerk_user: StaffUser) -> None:
    for staff, kept in ((manager_user, True), (clerk_user, False)):
        give_second_factor(staff)
        client, _ = sign_in(staff.username)
        give_code(client, fresh_code(staff))
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        page = client.get("/accounts/2fa/totp/deactivate/")
        assert (b"cannot be taken away" in page.content) == kept
        client.post("/accounts/2fa/totp/deactivate/")
        assert Authenticator.objects.filter(user=staff).exists() == kept
    assert list(AuditRow.objects.values_list("verb", "actor_id")) == [("staff.second_factor_removed", clerk_user.pk)]


def test_head_office_removes_a_lost_one_with_a_reason_and_everything_opened_by_it_ends(
    manager_user: StaffUser, head_office: Actor, head_office_user: StaffUser
) -> None:
    client, _ = sign_in("manager.dl01")
    give_second_factor(manager_user)
    client, _ = sign_in("manager.dl01")
    give_code(client, fresh_code(manager_user))
    issue_token(username="manager.dl01", password=PASSWORD, totp=fresh_code(manager_user), at=AT, address="203.0.113.1")
    for _ in range(2):
        reset_second_factor(actor=head_office, staff=manager_user, reason="lost phone", at=AT)
    assert not Authenticator.objects.exists()
    assert not ApiToken.objects.filter(ended_at__isnull=True).exists()
    assert client.get("/counter/").url.startswith("/accounts/login/")
    assert list(AuditRow.objects.values_list("verb", "subject", "reason")) == [
        ("staff.second_factor_reset", f"staff:{manager_user.pk}", "lost phone")
    ]


def test_the_desk_has_a_tick_for_it(head_office_client: Client, manager_user: StaffUser) -> None:
    give_second_factor(manager_user)
    fields = {"username": manager_user.username, "first_name": manager_user.first_name, "last_name": manager_user.last_name, "email": ""}
    fields |= {"office_role": "", "is_active": "on", "no_second_factor": "on"}
    address = f"/admin/stores/staffuser/{manager_user.pk}/change/"
    assert head_office_client.post(address, fields).status_code == 422  # without a reason
    assert Authenticator.objects.count() == 1
    assert head_office_client.post(address, fields | {"reason": "lost phone"}).status_code == 302
    assert Authenticator.objects.count() == 0


# Tokens


def test_a_role_that_needs_one_gets_no_token_without_it(manager_user: StaffUser) -> None:
    with pytest.raises(SecondFactorMissing) as no:
        issue_token(username="manager.dl01", password=PASSWORD, at=AT, address="203.0.113.1")
    assert (no.value.code, no.value.status, no.value.field) == ("forbidden", 403, "totp")
    assert not ApiToken.objects.exists()
    assert issue_token(username="manager.dl01", password=PASSWORD, totp=fresh_code(manager_user), at=AT, address="203.0.113.1")[1].pk


def test_recovery_codes_make_no_tokens(manager_user: StaffUser) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    give_second_factor(manager_user)
    code = RecoveryCodes.activate(manager_user).generate_codes()[0]
    answer = Client().post(
        "/api/v1/tokens/", {"username": "manager.dl01", "password": PASSWORD, "totp": code}, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (401, "totp")


# What a till remembers


def test_a_pass_is_for_the_person_the_day_and_the_password() -> None:
    staff, other, session = StaffFactory(), StaffFactory(), {}
    assert not passed_here(session, staff, on=DAY)
    prove(session, staff, on=DAY)
    assert passed_here(session, staff, on=DAY)
    assert not passed_here(session, other, on=DAY)
    assert not passed_here(session, staff, on=date(2026, 5, 6))
    staff.set_password("quiet river 42 lamps")
    assert not passed_here(session, staff, on=DAY)
