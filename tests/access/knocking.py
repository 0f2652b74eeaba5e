"""Sending one request as somebody, seeing the answer, and undoing whatever it did."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from unittest.mock import MagicMock, patch
from uuid import uuid4

import psycopg2
import time_machine
from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client

from tests.access import asks, bodies
from tests.access.people import Answer, Thing, Who
from tests.access.routes import Route
from tests.access.world import World, build
from tests.factories.plans import AT
from tests.undone import undo

# Sessions are allowed to come and go with any request; everything else is what a refusal must leave alone.
_UNWATCHED = {"django_session", "usersessions_usersession", "shared_cache"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back, and whether any row of any watched table is another one now."""

    response: HttpResponseBase
    body: bytes
    changed: bool

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def location(self) -> str:
        return str(self.response.headers.get("Location", ""))

    def is_(self, expected: Answer) -> bool:
        return self.status == expected.status and self.location.startswith(expected.leads_to)

    def __str__(self) -> str:
        return f"{self.status}{f' to {self.location}' if self.location else ''}"


class Visitor(Client):
    """A client without the recording of templates and contexts, which takes as long as the pages themselves."""

    def request(self, **request: Any) -> HttpResponseBase:
        response = self.handler(self._base_environ(**request))
        if response.cookies:
            self.cookies.update(response.cookies)
        return response


class Door:
    """The site, as everybody meets it. Made once over a built world; each knock is undone.

    `opening` has counted the connections to databases that this process has opened.
    """

    def __init__(self, world: World, opening: MagicMock) -> None:
        self.world, self.opening = world, opening
        self.client = Visitor()
        self._prepare()
        self.untouched = self.fingerprint()

    def knock(self, who: Who, route: Route, method: str, thing: Thing = Thing.NONE, **more: Any) -> Outcome:
        """One request with a body that would succeed for whoever may send it."""
        return self.send(who, method, asks.address(self.world, route, thing), bodies.body(self.world, route, method, thing), **more)

    def send(self, who: Who, method: str, path: str, body: dict[str, Any] | None = None, *, csrf: bool = False, **headers: str) -> Outcome:
        """Pages are asked by session, the API by key; each also carries the manager's credentials of the other kind, which must not help.

        The check of forms' secrets is off unless asked for (`csrf`): it would hide what stands behind it.
        """
        self.client.handler.enforce_csrf_checks = csrf
        api = path.startswith("/api/v1/")
        self.client.cookies = _cookies(self.world.sessions.get(Who.MANAGER if api else who), self.world.customers.get(who))
        key = self.world.keys.get(who if api else Who.MANAGER)
        headers = ({"Authorization": f"Bearer {key}"} if key else {}) | {"Idempotency-Key": uuid4().hex} | headers
        for each in caches.all(initialized_only=True):
            each.clear()  # throttles count there
        before = self.written()
        with undone():
            call = getattr(self.client, method.lower())
            given: dict[str, Any] = {"headers": headers}
            a_form = any(hasattr(value, "read") for value in (body or {}).values())
            if method not in {"HEAD", "GET", "OPTIONS"} and api and not a_form:
                given["content_type"] = "application/json"
            elif method not in {"HEAD", "GET", "OPTIONS", "POST"}:
                given["content_type"] = "application/x-www-form-urlencoded"
                body = {}  # type: ignore[assignment]
            response = call(path, "" if body == {} and method not in {"GET", "HEAD", "POST"} else body or {}, **given)
            body_seen = b"".join(response) if response.streaming else response.content
            changed = self._changed_since(before)
        return Outcome(response, body_seen, changed)

    def leaks(self, who: Who, route: Route, outcome: Outcome) -> list[str]:
        """What the answer shows that this one must not see: whole IMEIs and mobiles, and the customers' links.

        The selling store's manager sees whole numbers, its staff give out the link; papers and everybody else's pages are masked.
        """
        found = []
        for thing, shelf in self.world.shelves.items():
            own = bool(who.store) and who.store == thing.store
            told = {"IMEI": shelf.active.imei, "mobile": shelf.mobile[-10:], "link": shelf.token, "old link": shelf.old_token}
            told["claimed IMEI"] = shelf.claims["open"].handset_imei
            allowed = {"IMEI", "mobile", "claimed IMEI"} if own and who.manages else set()
            if route.name == "portal:my_copy" and who.buys_at == thing.store:
                allowed = set(told)  # all that is kept of them is what they asked for
            allowed |= {"link"} if own or route.name in {"portal:plan", "portal:upgrade", "portal:calendar"} else set()
            found += [f"shows {thing}'s {name}" for name, secret in told.items() if name not in allowed and secret.encode() in outcome.body]
        return found

    def _changed_since(self, before: tuple[Any, ...]) -> bool:
        """Reading all rows takes longer than most answers: read are the tables this connection wrote to, and all if anybody else did."""
        after = self.written()
        if after[1:] != before[1:]:
            return self.fingerprint() != self.untouched
        touched = [place for place, (now, then) in enumerate(zip(after[0], before[0], strict=True)) if now != then]
        return bool(touched) and self.fingerprint(touched) != [self.untouched[place] for place in touched]

    def fingerprint(self, places: Sequence[int] | None = None) -> list[str]:
        """A hash over every row of each watched table, or of those at these places among them."""
        read = "EXECUTE fingerprint" if places is None else _hashes([self.tables[place] for place in places])
        with connection.cursor() as cursor:
            cursor.execute(read)
            (hashes,) = cursor.fetchone()
        return list(hashes)

    def written(self) -> tuple[list[int], int, str, int]:
        """What is another one after any writing: how many rows of each watched table this connection has written, undone ones too, and
        their files, for emptying gives other ones; which other sessions this database has and when each did something last; and how many
        connections were opened, for a session may come and go in between.

        The place in the server's log would not do: whoever tests beside moves it as well.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot(); EXECUTE written")  # what a transaction has seen of sessions, it keeps
            rows, files, sessions = cursor.fetchone()
        return list(rows), int(files), str(sessions), self.opening.call_count

    def _prepare(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
            self.tables = [name for (name,) in cursor.fetchall() if name not in _UNWATCHED]
            cursor.execute(f"DEALLOCATE ALL; PREPARE fingerprint AS {_hashes(self.tables)}")
            acts = " + ".join(f"pg_stat_get_xact_tuples_{act}(oid)" for act in ("inserted", "updated", "deleted"))
            watched = ", ".join(f"'{name}'" for name in self.tables)
            cursor.execute(
                f"""PREPARE written AS SELECT array_agg({acts} ORDER BY relname), sum(pg_relation_filenode(oid)::bigint), (
                        SELECT coalesce(string_agg(pid || ' ' || coalesce(state_change::text, ''), ',' ORDER BY pid), '')
                          FROM pg_stat_activity
                         WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend')
                    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname IN ({watched})"""
            )
            connection.prepared.clear()  # type: ignore[attr-defined]  # the application's own are gone with it


def _hashes(tables: Sequence[str]) -> str:
    """The query for an array of one hash a table."""
    each = (f"""(SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM "{name}" t)""" for name in tables)
    return f"SELECT ARRAY[{', '.join(each)}]"


@contextmanager
def open_door() -> Iterator[Door]:
    """The site over a newly built world, at one instant: no day ends in the middle of the matrix. Undone at the end."""
    whole = transaction.atomic()
    whole._from_testcase = True  # type: ignore[attr-defined]  # as TestCase does it: a `durable` transaction may begin inside
    logging.disable(logging.CRITICAL)  # thousands of refusals, each with two lines
    thresholds = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)  # the collector would spend a fifth of the time on everything else that is loaded
    try:
        with time_machine.travel(AT, tick=False), whole, patch.object(psycopg2, "connect", wraps=psycopg2.connect) as opening:
            yield Door(build(), opening)
            transaction.set_rollback(True)
    finally:
        logging.disable(logging.NOTSET)
        gc.set_threshold(*thresholds)


def _cookies(session: str | None, customer: str | None) -> SimpleCookie:
    cookies = SimpleCookie()
    if customer:
        cookies[settings.CUSTOMER_COOKIE_NAME] = customer
    if session:
        cookies[settings.SESSION_COOKIE_NAME] = session
    return cookies


@contextmanager
def undone() -> Iterator[None]:
    # Not atomic(): it would stand between the request and the test's transaction, where `durable` blocks look for it.
    mark = connection.savepoint()
    try:
        yield
    finally:
        connection.needs_rollback = False
        undo(mark)
        connection.run_on_commit.clear()
