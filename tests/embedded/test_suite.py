"""`run.py test` and the words after `run.py`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from upgrade_program.embedded import checks
from upgrade_program.embedded.checks import Check, all_checks
from upgrade_program.embedded.commands import USAGE, run
from upgrade_program.embedded.suite import ALONE, browsers, parts_for, side_by_side
from upgrade_program.embedded.supervisor import Supervisor


def test_browser_tests_run_apart_and_after_the_rest() -> None:
    assert parts_for([], long=False) == [("tests", "not browser and not long"), ("browser tests", "browser and not long")]


def test_long_adds_a_part() -> None:
    assert parts_for([], long=True) == [*parts_for([], long=False), ("long tests", "long")]


def test_a_marker_of_the_callers_own_is_one_part() -> None:
    assert parts_for(["-m", "long"], long=False) == [("chosen tests", None)]


def test_tests_run_side_by_side_unless_the_caller_says_otherwise_or_they_need_the_machine_to_themselves() -> None:
    assert side_by_side("tests", [])[::2] == ["-n", "--dist"]
    assert side_by_side("tests", ["-n", "0"]) == side_by_side(ALONE, []) == side_by_side("chosen tests", ["-m", "long"]) == []


@pytest.mark.parametrize(
    ("installed", "environ", "found"),
    [
        (["chromium"], {}, ["chromium", "chromium"]),
        (["chromium", "chromium-headless-shell"], {}, ["chromium", "chromium-headless-shell"]),
        (["google-chrome", "chromium-headless-shell"], {}, ["google-chrome", "chromium-headless-shell"]),
        (["chromium", "chromium-headless-shell"], {"CHROMIUM": "own"}, ["own", "own"]),
        (["chromium-headless-shell"], {}, []),  # it has no camera
        ([], {}, []),
    ],
)
def test_the_browser_without_windows_is_taken_where_it_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installed: list[str], environ: dict[str, str], found: list[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in installed:
        (tmp_path / name).touch(0o755)
    assert [Path(path).name for path in browsers(environ).values()] == found


def test_every_kind_of_check_is_run() -> None:
    commands = [" ".join(check.command) for check in all_checks()]
    wanted = [
        "ruff check",
        "ruff format --check",
        "mypy",
        "lint-imports",
        "deptry",
        "makemigrations --check",
        "manage.py check",
        "check --deploy",
    ]
    for words in [*wanted, "spectacular --validate --fail-on-warn", "djlint templates --check", "djlint templates --lint"]:
        assert any(words in command for command in commands), words


MEET = """
import pathlib, sys, time
own, other = map(pathlib.Path, sys.argv[1:3])
own.touch()
end = time.monotonic() + 60
while not other.exists():
    if time.monotonic() > end:
        raise SystemExit("nobody came")
    time.sleep(0.01)
"""


def test_checks_run_beside_each_other_and_a_failing_one_is_named_and_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = str(tmp_path / "first"), str(tmp_path / "second")
    wanted = [
        Check("one", [sys.executable, "-c", MEET, first, second]),
        Check("other", [sys.executable, "-c", MEET, second, first]),
        Check("third", [sys.executable, "-c", "raise SystemExit('this is wrong')"]),
    ]
    monkeypatch.setattr(checks, "all_checks", lambda: wanted)
    with Supervisor() as supervisor:
        assert checks.run_checks(supervisor, env={**os.environ, "APP_STATE": str(tmp_path)}, at_once=2) == ["third"]
    assert "this is wrong" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["serve-all"], ["check", "twice"], ["serve", "8000"]])
def test_unknown_words_get_the_usage_and_start_nothing(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 2
    assert USAGE in capsys.readouterr().err


def test_help_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    assert USAGE in capsys.readouterr().out


def test_what_cannot_start_says_why_on_stderr(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://db/app")
    monkeypatch.delenv("REDIS_URL", raising=False)
    assert run([]) == 1
    assert "DATABASE_URL is set and REDIS_URL is not" in capsys.readouterr().err
