"""The check that nobody edits the built CSS: it must see an edit."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from upgrade_program.embedded import css

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[2]


def test_an_edited_app_css_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(ROOT / "static", tmp_path / "static", ignore=shutil.ignore_patterns("node_modules"))
    for name in css.NAMED_FOLDER.findall((ROOT / css.SOURCE / "app.css").read_text()):
        shutil.copytree(ROOT / name, tmp_path / name, dirs_exist_ok=True)
    monkeypatch.setattr(css, "ROOT", tmp_path)
    assert css.main() == 0
    with (tmp_path / css.BUILT).open("a") as built:
        built.write(".edited{}")
    assert css.main() == 1
    assert "is not what its sources give" in capfd.readouterr().out
    (tmp_path / css.BUILT).unlink()
    assert css.main() == 1
