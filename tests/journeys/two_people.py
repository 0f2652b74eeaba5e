"""The steps of two people of head office, each with a second factor: one asks for what was typed, another one allows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.factories.stores import HeadOfficeFactory
from tests.journeys.conftest import Window


def checker_of(window: Callable[..., Window]) -> Window:
    """Somebody else of head office, signed in."""
    return window(user=HeadOfficeFactory(username="headoffice2", first_name="Meera", last_name="Joshi"))


def ask(page: Any) -> None:
    """Ask for the draft that the page shows; its maker may withdraw it from then on, and not allow it."""
    page.get_by_role("button", name="Ask for approval").click()
    page.get_by_role("button", name="Withdraw").wait_for()
    assert page.get_by_role("button", name="Allow").count() == 0


def allow(checker: Window, where: str) -> None:
    """Allow the draft at this address, and see the proof that nothing sold or issued changed."""
    page = checker.page
    page.goto(where)
    page.fill("#id_note", "Agreed")
    page.get_by_role("button", name="Allow").click()
    page.get_by_text("0 changed.").wait_for()


def complaints(*windows: Window) -> list[str]:
    """What the browsers complained of, but for the pages that refused."""
    return [said for window in windows for said in window.complaints if "422" not in said]
