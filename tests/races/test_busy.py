"""A stuck lock and a statement that takes too long are `busy` in every interface: 503 with Retry-After, never 500 (reliability R13)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse

from stores.clock import now
from stores.models import StaffUser
from tests.factories.plans import sellable, sold
from tests.factories.stores import PASSWORD
from tests.foundation.database.scratch import signed_in
from tests.interfaces.api.till import till_of
from tests.races.together import Server
from upgrade_program.foundation.database.timeouts import APP_TIMEOUTS
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db(transaction=True)
IMPATIENT = {"lock": ("200ms", "0"), "statement": ("0", "200ms")}  # which of the two timeouts strikes


@pytest.fixture
def plan(manager: Actor) -> Plan:
    return sold(actor=manager, variant=sellable(), at=now())


@contextmanager
def held(statement: str) -> Iterator[None]:
    """Another session with the lock in its hands."""
    other = signed_in()
    with other.cursor() as cursor:
        cursor.execute(statement)
        try:
            yield
        finally:
            other.rollback()
            other.close()


@contextmanager
def impatient(which: str) -> Iterator[None]:
    lock, statement = IMPATIENT[which]
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{lock}'; SET statement_timeout = '{statement}'")
    try:
        yield
    finally:
        connection.close()


Ask = Callable[[], HttpResponse]


@pytest.fixture
def doors(plan: Plan, manager_user: StaffUser, head_office_user: StaffUser, client_for: Any) -> dict[str, tuple[str, Ask]]:
    """Of each interface something that reads and something that writes: the table held, and the question."""
    counter, office, portal, till = client_for(manager_user), client_for(head_office_user), client_for(None), till_of(manager_user)
    for client in (counter, office, portal, till.client):
        client.raise_request_exception = False
    link, number = plan.links.get().token, plan.number
    cancelling = {"reason": "came back", "ground": "phone_returned"}
    return {
        "api reads": ("plans_plan", lambda: till.get(f"/api/v1/plans/{number}/")),
        "api writes": ("plans_plan", lambda: till.act(f"/api/v1/plans/{number}/cancel/", cancelling)),
        "api knows the token": ("stores_apitoken", lambda: till.get(f"/api/v1/plans/{number}/")),
        "counter reads": ("plans_plan", lambda: counter.get(f"/counter/plans/{number}/")),
        "counter writes": ("plans_plan", lambda: counter.post(f"/counter/plans/{number}/cancel/", cancelling)),
        "counter finds the session": ("django_session", lambda: counter.get("/counter/")),
        "head office reads": ("catalog_planprice", lambda: office.get("/admin/catalog/planprice/")),
        "portal reads": ("plans_plan", lambda: portal.get(f"/p/{link}/")),
        "sign-in": ("stores_staffuser", lambda: portal.post("/accounts/login/", {"login": "manager.dl01", "password": PASSWORD})),
    }


def is_busy(answer: HttpResponse) -> bool:
    if answer["Content-Type"].startswith("application/"):
        assert answer.json()["code"] == "busy"
    else:
        assert "One moment, please" in answer.content.decode()
    assert int(answer["Retry-After"]) >= 1
    return answer.status_code == 503


@pytest.mark.parametrize("which", IMPATIENT)
def test_every_interface_says_busy_and_then_works(doors: dict[str, tuple[str, Ask]], which: str) -> None:
    for door, (table, ask) in doors.items():
        with held(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"), impatient(which):
            assert is_busy(ask()), door
        assert ask().status_code < 500, f"{door}, and then it works"  # cancelled once, the second cancelling is refused


def test_a_stuck_row_is_busy_within_the_lock_timeout_over_http(impatient_web: Server, plan: Plan, manager_user: StaffUser) -> None:
    """The row in another's hands, a web server with the role's real timeouts: others are told in three seconds, and can try again."""
    assert APP_TIMEOUTS["lock_timeout"] == "3s"
    web, token, key, path = impatient_web, till_of(manager_user).token, uuid4().hex, f"plans/{plan.number}/cancel/"
    body = {"reason": "came back", "ground": "phone_returned"}
    replies = []
    with held(f"SELECT 1 FROM plans_plan WHERE id = {plan.pk} FOR UPDATE"):
        began = monotonic()
        asks = [threading.Thread(target=lambda n=n: replies.append(web.post(path, body, token=token, key=f"{key}{n}"))) for n in range(5)]
        for ask in asks:
            ask.start()
        for ask in asks:
            ask.join(60)
        waited = monotonic() - began
    print(f"five callers of a stuck row: answers {[reply.status for reply in replies]} after {waited:.1f} s")
    assert [(reply.status, reply.body["code"]) for reply in replies] == [(503, "busy")] * 5
    assert Plan.objects.get().status == "active", "nothing was changed"
    assert web.post(path, body, token=token, key=f"{key}0").status == 200, "the same key again"
