"""Access that ends, seen from two web processes: the next request of every open session and key is refused, whichever process gets it."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from stores.access import actor_for
from stores.clock import now
from stores.models import StaffUser, Store
from stores.services import close_store, disable_staff, set_office_role, set_password, unpost_staff
from stores.tokens import issue_token
from tests.factories.stores import PASSWORD
from tests.races.together import Server
from upgrade_program.kernel.actor import Actor

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = 12  # often enough that both processes are asked


def ask(web: Server, path: str, **headers: str) -> tuple[int, str]:
    wire = http.client.HTTPConnection("127.0.0.1", web.port, timeout=60)
    wire.request("GET", path, headers=headers)
    answer = wire.getresponse()
    answer.read()
    wire.close()
    return answer.status, answer.getheader("Location", "") or ""


def sign_in(web: Server, username: str) -> str:
    """The session's cookie of a sign-in through the page."""
    wire = http.client.HTTPConnection("127.0.0.1", web.port, timeout=60)
    wire.request("GET", "/accounts/login/")
    page = wire.getresponse()
    text, cookie = page.read().decode(), page.getheader("Set-Cookie", "").split(";")[0]
    wire.close()  # asked again at once, and not over a connection that the server may just be closing
    secret = text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    body = urlencode({"login": username, "password": PASSWORD, "csrfmiddlewaretoken": secret})
    wire.request("POST", "/accounts/login/", body, {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"})
    done = wire.getresponse()
    done.read()
    wire.close()
    cookies = [value.split(";")[0] for name, value in done.getheaders() if name.lower() == "set-cookie"]
    return next(value for value in cookies if value.startswith("session="))


def seen(web: Server, session: str, token: str) -> set[tuple[int, str, int]]:
    """What many requests by session and by key are answered, over both processes."""
    answers = set()
    for _ in range(ASKED):
        status, place = ask(web, "/counter/plans/", Cookie=session)
        key, _ = ask(web, "/api/v1/plans/", Authorization=f"Bearer {token}")
        answers.add((status, place.split("?")[0], key))
    return answers


def act(how: str, office: Actor, staff: StaffUser, store: Store) -> Callable[[], object]:
    posting = staff.postings.get()
    return {
        "disabled": lambda: disable_staff(actor=office, staff=staff, reason="left", at=now()),
        "unposted": lambda: unpost_staff(actor=office, posting=posting, reason="moved", at=now()),
        "closed": lambda: close_store(actor=office, store=store, successor=None, reason="lease ended", at=now()),
        "password": lambda: set_password(actor=office, staff=staff, password="quiet river 42 lamps", at=now()),
    }[how]


@pytest.mark.parametrize("how", ["disabled", "unposted", "closed", "password"])
def test_sessions_and_keys_end_with_the_access_in_every_process(
    web: Server, clerk_user: StaffUser, head_office_user: StaffUser, store: Store, how: str
) -> None:
    office = actor_for(head_office_user, None)
    session = sign_in(web, clerk_user.username)
    token, _ = issue_token(username=clerk_user.username, password=PASSWORD, at=now(), address="127.0.0.1")
    assert seen(web, session, token) == {(200, "", 200)}
    act(how, office, clerk_user, store)()
    assert seen(web, session, token) == {(302, "/accounts/login/", 401)}
    # And they stay ended when the access comes back.
    StaffUser.objects.filter(pk=clerk_user.pk).update(is_active=True)
    Store.objects.filter(pk=store.pk).update(is_open=True, closed_at=None)
    assert seen(web, session, token) == {(302, "/accounts/login/", 401)}


def test_an_office_role_taken_ends_sessions_too(web: Server, auditor_user: StaffUser, head_office_user: StaffUser) -> None:
    session = sign_in(web, auditor_user.username)
    assert ask(web, "/admin/", Cookie=session)[0] == 200
    set_office_role(actor=actor_for(head_office_user, None), staff=auditor_user, office_role="", reason="moved", at=now())
    assert {ask(web, "/counter/", Cookie=session)[1].split("?")[0] for _ in range(ASKED)} == {"/accounts/login/"}
