"""A camera whose film is drawn by the test, and a window of the clerk before it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import Window
from tests.journeys.film import Picture, shoot


@pytest.fixture(scope="package")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("camera") / "film.y4m"


@pytest.fixture(scope="package")
def browser(browser_type: Any, browser_type_launch_args: dict[str, Any], film: Path) -> Iterator[Any]:
    """Chromium with a camera that plays the film from its beginning whenever a page opens it."""
    shoot(film)
    camera = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"]
    whole = os.environ.get("CHROMIUM", "/usr/bin/chromium")  # the one without windows knows no camera
    opened = browser_type.launch(
        **browser_type_launch_args | {"executable_path": whole, "args": [*browser_type_launch_args["args"], *camera]}
    )
    yield opened
    opened.close()


@pytest.fixture
def see(film: Path) -> Callable[..., None]:
    """What is held before the camera from now on."""

    def show(*pictures: Picture) -> None:
        shoot(film, *pictures)

    show()
    return show


@pytest.fixture
def counter(window: Callable[..., Window], clerk_user: Any, see: Callable[..., None]) -> Callable[..., Window]:
    """A window of the clerk; the camera is allowed unless said otherwise."""

    def show(*, allowed: bool = True, script: str = "", **looks: Any) -> Window:
        shown = window(user=clerk_user, **looks)
        if allowed:
            shown.page.context.grant_permissions(["camera"])
        if script:
            shown.page.add_init_script(script)
        return shown

    return show
