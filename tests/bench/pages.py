"""Head office's pages, asked for in the bench's own process; and how long an act takes, told at once."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

OFFICE = "bench.office"


def office() -> Any:
    """A browser of head office, signed in with a second factor."""
    from django.conf import settings
    from django.test import Client

    from stores.models import StaffUser
    from tests.factories.sessions import login_with_second_factor
    from tests.factories.stores import HeadOfficeFactory

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    client = Client()
    known = StaffUser.objects.filter(username=OFFICE).first()  # measured before
    login_with_second_factor(client, known or HeadOfficeFactory(username=OFFICE), "stores.backend.Staff")
    return client


def asked(client: Any, page: str) -> tuple[float, list[tuple[float, str]]]:
    """The seconds that a page took, and each of its statements with its own."""
    from django.db import connection

    statements: list[tuple[float, str]] = []

    def noting(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            statements.append((time.perf_counter() - began, sql))

    with connection.execute_wrapper(noting):
        return seconds(lambda: open_(client, page)), statements


def open_(client: Any, page: str) -> None:
    answer = client.get(page)
    if answer.status_code != 200:
        raise RuntimeError(f"{page} was answered {answer.status_code}")


def said(what: str, act: Callable[[], object]) -> float:
    """The seconds of an act, told at once."""
    taken = seconds(act)
    print(f"{what}: {taken:.1f} s", file=sys.stderr, flush=True)
    return taken


def seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
