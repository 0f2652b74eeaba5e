"""Locking and unlocking a till, as people do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine
from django.contrib.auth.hashers import make_password
from django.test import Client

from stores.models import StaffUser
from tests.factories.plans import AT
from tests.factories.sessions import fresh_code
from tests.factories.stores import PASSWORD

PIN = "2580"
FRAGMENT = {"HX-Request": "true"}
LOCKED, UNLOCK, HOME = "/counter/lock/", "/counter/unlock/", "/counter/"


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
