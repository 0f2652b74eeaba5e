"""`run.py test` and the words after `run.py`."""

from __future__ import annotations

import pytest

from upgrade_program.embedded.checks import all_checks
from upgrade_program.embedded.commands import USAGE, run
from upgrade_program.embedded.suite import ALONE, parts_for, side_by_side


def test_browser_tests_run_apart_and_after_the_rest() -> None:
    assert parts_for([], long=False) == [("tests", "not browser and not long"), ("browser tests", "browser and not long")]


def test_long_adds_a_part() -> None:
    assert parts_for([], long=True) == [*parts_for([], long=False), ("long tests", "long")]


def test_a_marker_of_the_callers_own_is_one_part() -> None:
    assert parts_for(["-m", "long"], long=False) == [("chosen tests", None)]


def test_tests_run_side_by_side_unless_the_caller_says_otherwise_or_they_need_the_machine_to_themselves() -> None:
    assert side_by_side("tests", [])[0] == "-n"
    assert side_by_side("tests", ["-n", "0"]) == side_by_side(ALONE, []) == side_by_side("chosen tests", ["-m", "long"]) == []


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
