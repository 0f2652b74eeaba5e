"""People made, corrected, disabled, given offices and passwords: one audit row each, and a refusal changes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from stores import services
from stores.models import StaffUser
from stores.services.staff import StillPosted
from stores.tokens import actor_of_token, issue_token
from tests.factories.stores import PASSWORD
from tests.stores.acts import AT, STRONG, make, refuse, trail
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden, Invalid, Refused

pytestmark = pytest.mark.django_db


def test_head_office_makes_a_person_who_can_sign_in(head_office: Actor) -> None:
    staff = make(head_office, first_name="Asha", last_name="Rao", email="asha@example.in")
    assert Client().login(username="new.clerk", password=STRONG)
    assert trail() == [("staff.created", f"staff:{staff.pk}", None, {"office_role": "", "is_active": True}, "")]
    assert staff.date_joined == AT
    text = json.dumps(trail())
    assert not any(secret in text for secret in (STRONG, "Asha", "new.clerk", staff.password))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"username": "clerk.dl01"}, "username"),
        ({"username": ""}, "username"),
        ({"username": "two words"}, "username"),
        ({"username": "x" * 151}, "username"),
        ({"password": "short1"}, "password"),
        ({"password": ""}, "password"),
        ({"password": "new.clerk"}, "password"),
        ({"password": "12345678901"}, "password"),
        ({"office_role": "king"}, "office_role"),
        ({"email": "nowhere"}, "email"),
        ({"first_name": "x" * 151}, "first_name"),
    ],
)
def test_an_odd_or_taken_name_and_a_weak_password_are_refused(
    head_office: Actor, clerk_user: StaffUser, given: dict[str, Any], field: str
) -> None:
    no = refuse(Refused, make, actor=head_office, **given)
    assert {(error.code, error.field) for error in no.errors} == {("invalid", field)}


def test_a_name_taken_in_other_letters_is_refused(head_office: Actor, clerk_user: StaffUser) -> None:
    assert refuse(Refused, make, actor=head_office, username="Clerk.DL01").code == "invalid"


def test_a_name_is_corrected_without_being_told_in_the_trail(head_office: Actor, clerk_user: StaffUser) -> None:
    for _ in range(2):
        services.name_staff(actor=head_office, staff=clerk_user, first_name="Usha", last_name="Rao", email="", at=AT)
    clerk_user.refresh_from_db()
    assert clerk_user.name == "Usha Rao"
    assert trail() == [("staff.named", f"staff:{clerk_user.pk}", None, None, "")]


def test_disabling_ends_sessions_and_tokens_at_once_and_enabling_brings_neither_back(head_office: Actor, clerk_user: StaffUser) -> None:
    browser = Client()
    assert browser.post("/accounts/login/", {"login": "clerk.dl01", "password": PASSWORD, "next": "/"}).status_code == 302
    assert Session.objects.count() == 1
    raw, _ = issue_token(username="clerk.dl01", password=PASSWORD, store_code="DL01", at=AT, address="203.0.113.1")
    for _ in range(2):
        services.disable_staff(actor=head_office, staff=clerk_user, reason=" left the  company ", at=AT)
    assert actor_of_token(raw, AT) is None
    assert Session.objects.count() == 0
    assert not Client().login(username="clerk.dl01", password=PASSWORD)
    for _ in range(2):
        services.enable_staff(actor=head_office, staff=clerk_user, reason="came back", at=AT)
    assert actor_of_token(raw, AT) is None
    assert "_auth_user_id" not in browser.session
    assert Client().login(username="clerk.dl01", password=PASSWORD)
    subject = f"staff:{clerk_user.pk}"
    assert trail() == [
        ("staff.disabled", subject, {"is_active": True}, {"is_active": False}, "left the company"),
        ("staff.enabled", subject, {"is_active": False}, {"is_active": True}, "came back"),
    ]


def test_an_office_role_is_given_and_taken_and_ends_tokens(head_office: Actor) -> None:
    staff = make(head_office)
    for role in ("auditor", "auditor", ""):
        services.set_office_role(actor=head_office, staff=staff, office_role=role, reason="new task", at=AT)
        staff.refresh_from_db()
        assert staff.office_role == role
    assert [row[0] for row in trail()] == ["staff.created", "staff.office_role_set", "staff.office_role_set"]
    assert trail()[1][2:] == ({"office_role": ""}, {"office_role": "auditor"}, "new task")
    assert (
        refuse(Invalid, services.set_office_role, actor=head_office, staff=staff, office_role="king", reason="x", at=AT).field
        == "office_role"
    )


def test_the_posted_get_no_office(head_office: Actor, clerk_user: StaffUser) -> None:
    no = refuse(StillPosted, services.set_office_role, actor=head_office, staff=clerk_user, office_role="auditor", reason="x", at=AT)
    assert (no.code, no.field) == ("invalid", "office_role")


def test_nobody_changes_their_own_access(head_office: Actor, head_office_user: StaffUser) -> None:
    own: dict[str, Any] = {"actor": head_office, "staff": head_office_user, "reason": "because", "at": AT}
    for act, more in ((services.disable_staff, {}), (services.set_office_role, {"office_role": ""})):
        assert refuse(Forbidden, act, **own, **more).code == "forbidden"  # type: ignore[arg-type]


def test_a_new_password_ends_tokens_and_is_nowhere_in_the_trail(head_office: Actor, clerk_user: StaffUser) -> None:
    raw, _ = issue_token(username="clerk.dl01", password=PASSWORD, store_code=None, at=AT, address="203.0.113.1")
    services.set_password(actor=head_office, staff=clerk_user, password=STRONG, at=AT)
    assert actor_of_token(raw, AT) is None
    assert Client().login(username="clerk.dl01", password=STRONG)
    assert trail() == [("staff.password_set", f"staff:{clerk_user.pk}", None, None, "")]
    assert (
        refuse(Refused, services.set_password, actor=head_office, staff=clerk_user, password="12345", at=AT).errors[0].field == "password"
    )
