"""`run.py backup` beside a running shop, and `run.py restore` into a fresh one. Reliability R15."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.embedded.test_serve import ROOT, Launcher, launcher

__all__ = ["launcher"]
pytestmark = pytest.mark.long


def _run(*words: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "run.py", *words], cwd=ROOT, env=env, capture_output=True, text=True, timeout=300, check=False)


def test_a_running_shop_is_backed_up_and_rises_again_elsewhere(launcher: Launcher, tmp_path: Path) -> None:
    launcher.start_until_ready()
    file, state = tmp_path / "shop.backup", Path(launcher.env["APP_STATE"])
    made = _run("backup", str(file), env=launcher.env)
    assert made.returncode == 0, made.stderr
    refused = _run("restore", str(file), env=launcher.env)
    assert (refused.returncode, "Already running" in refused.stderr) == (1, True)
    assert launcher.stop() == 0

    over = _run("restore", str(file), env=launcher.env)
    assert over.returncode != 0
    assert "tables already" in over.stderr
    shutil.move(state / "pg", state / "pg-before")
    restored = _run("restore", str(file), env=launcher.env)
    assert restored.returncode == 0, restored.stdout + restored.stderr
    assert "verified, no fault" in restored.stdout
    launcher.start_until_ready()  # with the plans that were there, and migrations that find their work done
    assert launcher.stop() == 0
    assert os.stat(file).st_mode & 0o077 == 0
