"""The reader of the log sees what it looks for, and a whole run with such a line fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.log_of_the_run import what_must_not_stand

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    "line",
    [
        '{"event": "sold", "to": "9810455421"}',
        "sent to +919810455421",
        "sent to +91 9810455421 today",
        "imei 356938035643809 is taken",
        "your code is: no, otp=482913",
        "PIN 2580",
        "Cookie: session=q8x0v4k2m1z7b3n6c5l9a",
        "Authorization: Bearer Xk2-f8Qm_4Zt0Lw7Rb1Nc5",
    ],
)
def test_seen(line: str) -> None:
    assert what_must_not_stand(line)


@pytest.mark.parametrize(
    "line",
    [
        '{"request": "GET /counter/", "user_id": 17, "timestamp": "2027-05-03T06:12:00.123456Z"}',
        "request_id 7f9816045542-4f0a",
        "plan 100000000000000 and 123456789012345",  # fifteen digits, but no IMEI
        "mobile ••• code •••",
        "status code 503 after 1795405421 s",
    ],
)
def test_left_alone(line: str) -> None:
    assert what_must_not_stand(line) == []


def test_a_run_that_logs_a_mobile_past_the_redactor_fails(tmp_path: Path) -> None:
    """A run of its own whose one test passes, and whose log does not."""
    (tmp_path / "test_leak.py").write_text(
        "import logging\n"
        "def test_leak():\n"
        "    for handler in logging.root.handlers:\n"
        "        handler.filters.clear()\n"
        "    logging.getLogger('till').warning('sent to 9810455421')\n"
    )
    (tmp_path / "conftest.py").write_text("from tests.log_of_the_run import pytest_sessionfinish, pytest_sessionstart\n")
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "-p", "no:cacheprovider", "-q", str(tmp_path)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert "1 passed" in run.stdout, run.stdout + run.stderr
    assert "must never stand in a log" in run.stdout
    assert run.returncode == 1
