"""When a job last ran and how it ended, as the worker's own signals tell it."""

from datetime import timedelta

import pytest
from celery import current_app, shared_task

from tests.foundation.people import AT
from upgrade_program.foundation.jobs.models import JobRun
from upgrade_program.foundation.jobs.services import EVERY, note_run

pytestmark = pytest.mark.django_db


@shared_task(name="tests.well")
def well() -> None:
    """Does nothing."""


@shared_task(name="tests.ill")
def ill() -> None:
    raise LookupError("customer 9810455421 is not to be found")


def run(name: str) -> JobRun:
    current_app.tasks[name].apply()
    return JobRun.objects.get(name=name)


def test_a_run_is_written_down() -> None:
    row = run("tests.well")
    assert (row.failed, row.succeeded_at) == ("", row.ended_at)
    assert 0 <= row.seconds < 60


def test_a_failure_is_written_down_without_its_words() -> None:
    row = run("tests.ill")
    assert row.failed.startswith("LookupError at ill:")
    assert "9810455421" not in row.failed
    assert row.succeeded_at is None


def noted(seconds: int, failed: str = "") -> JobRun:
    note_run(name="a", at=AT + timedelta(seconds=seconds), seconds=1, failed=failed)
    return JobRun.objects.get()


def test_quick_runs_are_written_down_now_and_then_but_each_change_at_once() -> None:
    assert noted(0).ended_at == AT
    assert noted(EVERY - 1).ended_at == AT
    assert noted(EVERY).ended_at == AT + timedelta(seconds=EVERY)
    broken = noted(EVERY + 1, "KeyError")
    assert (broken.failed, broken.succeeded_at) == ("KeyError", AT + timedelta(seconds=EVERY))
    assert noted(EVERY + 2).failed == ""


def test_an_older_run_never_overwrites_a_newer_one() -> None:
    noted(100)
    assert noted(0, "KeyError").failed == ""
