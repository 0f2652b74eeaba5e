"""Long tests come first, and that is all that changes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.long_first import FIRST, pytest_collection_modifyitems

ONE, OTHER = sorted(FIRST)[:2]


def item(path: Path, name: str) -> Any:
    return SimpleNamespace(path=path, name=name)


def test_the_long_ones_come_first_and_all_others_stay_as_they_were() -> None:
    short = Path(__file__)
    items = [item(short, "a"), item(ONE, "b"), item(short, "c"), item(OTHER, "d"), item(ONE, "e"), item(short, "f")]
    pytest_collection_modifyitems(items)
    assert [each.name for each in items] == ["b", "d", "e", "a", "c", "f"]


def test_every_file_named_is_there() -> None:
    assert [file for file in FIRST if not file.is_file()] == []
