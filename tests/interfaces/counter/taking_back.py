"""A consent taken back at a counter, whichever it is: its page read, its button looked for, a code typed that does not count."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.factories.codes import another, newest_code
from tests.interfaces.counter.pages import error_at, text_of, value_of

WRONG_CODES = pytest.mark.parametrize(
    ("otp", "words"), [("", "The customer's code is needed."), ("12", "A code has six digits"), ("wrong", "4 tries left")]
)


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return text_of(answer.content.decode())


def stands_at_counters_alone(button: str, *, on: str, leads: str, counters: Iterable[Client], offices: Iterable[Client]) -> None:
    """The button stands on a page, and leads to its own, for those at a counter; head office and auditors have neither."""
    for client in counters:
        assert button in read(client, on)
        assert client.get(leads).status_code == 200
    for client in offices:
        assert button not in read(client, on)
        assert client.get(leads).status_code == 403


def refused_at_the_code(post: Callable[..., HttpResponse], otp: str, words: str, *, state: Callable[[], Any]) -> None:
    """A code is sent, and another typed: the no stands at its field with what was typed, and nothing has changed."""
    post(act="send")
    before = state()
    typed = another(newest_code()) if otp == "wrong" else otp
    answer = post(otp=typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in error_at(page, "otp")
    assert (value_of(page, "otp") or "") == typed
    assert state() == before
