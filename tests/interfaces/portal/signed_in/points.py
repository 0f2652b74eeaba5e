"""Reading the pages of points."""

from __future__ import annotations

from django.test import Client

from tests.interfaces.counter.pages import text_of

POINTS = "/me/points/"


def read(client: Client, address: str = POINTS, *, status: int = 200) -> str:
    """The words of a page of a member's."""
    answer = client.get(address)
    assert answer.status_code == status
    return text_of(answer.content.decode())
