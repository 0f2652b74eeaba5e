"""Two counters at once, and news that comes while one counts: each plan is counted once. With the run's row let go, it is not."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, connections, transaction

from stores.clock import local_day
from tests.factories.plans import AT, days_ago, sold
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan
from upgrade_program.reporting.exposure import counting
from upgrade_program.reporting.exposure.checking import check
from upgrade_program.reporting.exposure.counting import build, count, touch
from upgrade_program.reporting.exposure.standing import standing
from upgrade_program.reporting.models import ExposureCounted, ExposureRun

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = local_day(AT)
COUNTERS = 3


def at_once(act: Callable[[], object]) -> list[Exception]:
    """What went wrong in the threads."""
    faults: list[Exception] = []

    def work() -> None:
        try:
            act()
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(COUNTERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    return faults


@pytest.fixture
def plans(clerk: Actor) -> list[Plan]:
    build(on=TODAY, at=AT)
    found = [sold(actor=clerk, at=days_ago(100 + n)) for n in range(8)]
    touch([plan.pk for plan in found])
    return found


def test_counters_that_come_together_count_each_plan_once(plans: list[Plan]) -> None:
    assert at_once(lambda: count(on=TODAY, at=AT, chunk=3)) == []
    while count(on=TODAY, at=AT):
        pass
    assert standing(on=TODAY).owed == 8 * 9_799
    assert not check(on=TODAY, at=AT)


def test_counters_that_build_together_build_once(plans: list[Plan]) -> None:
    assert at_once(lambda: build(on=TODAY, at=AT)) == []
    assert standing(on=TODAY).owed == 8 * 9_799
    assert ExposureCounted.objects.count() == 8


def test_the_control_without_the_runs_row_they_run_into_each_other(plans: list[Plan], monkeypatch: pytest.MonkeyPatch) -> None:
    together = threading.Barrier(COUNTERS, timeout=30)

    def met(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """All have taken away what stood there before one of them writes."""
        if sql == counting._ALL_COUNTED:
            together.wait()
        return execute(sql, params, many, context)

    @contextmanager
    def unguarded() -> Iterator[ExposureRun]:
        with transaction.atomic(), connection.execute_wrapper(met):
            yield ExposureRun.objects.get(pk=1)

    monkeypatch.setattr(counting, "counting", unguarded)
    faults = at_once(lambda: build(on=TODAY, at=AT))
    assert len(faults) == COUNTERS - 1
    assert {type(fault) for fault in faults} <= {IntegrityError, OperationalError}
