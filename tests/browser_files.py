"""Which files hold tests that drive a browser: when these alone are asked for, no other file is imported.

A file holds them if its text names the marker. The run of all other tests imports every file, and refuses a test marked without the word.
"""

from __future__ import annotations

from pathlib import Path

import pytest

NAMED = "mark.browser"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """True leaves the file out; None leaves the choice to pytest."""
    asked = str(config.option.markexpr).split(" and ")
    return True if "browser" in asked and collection_path.suffix == ".py" and not names_the_marker(collection_path) else None


def pytest_itemcollected(item: pytest.Item) -> None:
    """A test of a browser in a file that does not name the marker would never be run."""
    if item.get_closest_marker("browser") and not names_the_marker(item.path):
        raise pytest.UsageError(f"{item.nodeid} drives a browser: its file must say {NAMED}, or no run would come to it.")


def names_the_marker(file: Path) -> bool:
    return NAMED in file.read_text(encoding="utf-8")
