"""A folder of its own for the files of each test, and the keeping of a photo in few words."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Where the photos of this test lie."""
    place = tmp_path / "photos"
    kept = settings.STORAGES["photos"]
    settings.STORAGES = settings.STORAGES | {"photos": kept | {"OPTIONS": kept["OPTIONS"] | {"location": place}}}
    return place
