"""The run of the browser tests imports the files that hold them and no other; a test hidden from it is refused by the run of the rest."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.browser_files import pytest_ignore_collect, pytest_itemcollected

DRIVES = "import pytest\n\npytestmark = [pytest.mark.browser]\n"
HIDDEN = "from elsewhere import journeys as pytestmark\n"


def asked(words: str) -> Any:
    return SimpleNamespace(option=SimpleNamespace(markexpr=words))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "test_something.py"


@pytest.mark.parametrize("words", ["browser", "browser and not long", "not long and browser"])
def test_files_of_browser_tests_alone_are_read_for_them(file: Path, tmp_path: Path, words: str) -> None:
    file.write_text(DRIVES)
    assert pytest_ignore_collect(file, asked(words)) is None
    file.write_text(HIDDEN)
    assert pytest_ignore_collect(file, asked(words)) is True
    assert pytest_ignore_collect(tmp_path, asked(words)) is None, "a folder is looked through"


@pytest.mark.parametrize("words", ["", "not browser and not long", "long", "long or browser"])
def test_every_file_is_read_for_anything_else(file: Path, words: str) -> None:
    for text in (DRIVES, HIDDEN):
        file.write_text(text)
        assert pytest_ignore_collect(file, asked(words)) is None


def test_a_browser_test_whose_file_does_not_say_so_is_refused(file: Path, request: pytest.FixtureRequest) -> None:
    """The item is a real one with the marker; only the file it claims to come from is made up."""
    item = pytest.Function.from_parent(request.node.parent, name="test_drives", callobj=lambda: None)
    item.path = file
    file.write_text(HIDDEN)
    pytest_itemcollected(item)  # without the marker it is nobody's concern
    item.add_marker("browser")
    with pytest.raises(pytest.UsageError, match=r"test_drives drives a browser: its file must say mark\.browser"):
        pytest_itemcollected(item)
    file.write_text(DRIVES)
    pytest_itemcollected(item)
