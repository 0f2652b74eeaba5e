"""Browsers for the journeys: windows of both sizes and colours, a person signed in, a list of what the console complained about."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from stores.models import StaffUser
from tests.factories.plans import sellable
from tests.looks import DESK, HAND, faults, in_each
from upgrade_program.catalog.models import Variant

__all__ = ["DESK", "HAND", "Window"]
PICTURES = Path(settings.BASE_DIR) / "var" / "pictures"
AT_REST = "document.readyState === 'complete' && document.fonts.status === 'loaded' && !document.querySelector('.htmx-request')"


@dataclass
class Window:
    """A page of its own browser session, and everything its console complained about."""

    page: Any
    complaints: list[str] = field(default_factory=list)

    def sideways(self) -> int:
        """How many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))

    def readable(self, *, excused: Collection[str] = ()) -> None:
        """Axe finds nothing as the page stands, and nothing goes sideways."""
        assert faults(self.page, excused=excused) == [], self.page.url

    def readable_everywhere(self, name: str = "", *, excused: Collection[str] = ()) -> None:
        """So in light and dark, at a desk's width and a hand's; of each a picture of this name."""
        wrong = []
        for look, found in in_each(self.page, excused=excused):
            wrong += [f"{look}: {fault}" for fault in found]
            if name:
                self.picture(f"{name}-{look}")
        assert wrong == [], self.page.url

    def fits(self, name: str) -> None:
        """Nothing goes sideways, at a desk's width and a hand's; of both a picture of this name."""
        size, wide = self.page.viewport_size, {}
        for each in (DESK, HAND):
            self.page.set_viewport_size(each)
            wide[each["width"]] = self.sideways()
            self.picture(f"{name}-{each['width']}")
        self.page.set_viewport_size(size)
        assert max(wide.values()) <= 0, (self.page.url, wide)

    def come_to_rest(self) -> None:
        """Wait for what a page fetches as it opens and for its fonts, as long as that takes and no longer."""
        if self.page.query_selector("[hx-trigger*=load]"):
            self.page.wait_for_load_state("networkidle")  # what is still to be asked for shows nowhere
        self.page.wait_for_function(AT_REST)

    def picture(self, name: str, *, of: str = "") -> None:
        """With PICTURES=1 in the environment, a picture for people to look at beside the design (`of` a part); never committed."""
        if os.environ.get("PICTURES"):
            PICTURES.mkdir(parents=True, exist_ok=True)
            (self.page.locator(of) if of else self.page).screenshot(path=PICTURES / f"{name}.png")


@pytest.fixture
def phone(transactional_db: None) -> Variant:
    """A Redmi Note 9 Pro 4/64: SRP ₹13,999, plan ₹549."""
    return sellable()


@pytest.fixture
def window(browser: Any, live_server: Any, transactional_db: None) -> Iterator[Callable[..., Window]]:
    """Opens windows: `user` comes signed in, `scripts=False` switches JavaScript off."""
    contexts = []

    def show(*, user: StaffUser | None = None, size: dict[str, int] = DESK, scheme: str = "light", scripts: bool = True) -> Window:
        context = browser.new_context(
            base_url=live_server.url, viewport=size, color_scheme=scheme, java_script_enabled=scripts, locale="en-IN"
        )
        contexts.append(context)
        if user:
            client = Client()
            client.force_login(user, backend="stores.backend.Staff")
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        context.set_default_timeout(45_000)
        shown = Window(page=context.new_page())
        shown.page.on("console", lambda said: shown.complaints.append(said.text) if said.type in {"error", "warning"} else None)
        shown.page.on("pageerror", lambda fault: shown.complaints.append(str(fault)))
        return shown

    yield show
    for context in contexts:
        context.close()
