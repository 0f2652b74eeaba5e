"""Hearing from Celery that a job began and ended. A run that cannot be written down is no reason for the job to fail."""

from __future__ import annotations

import time
from typing import Any

import structlog
from celery.signals import task_failure, task_postrun, task_prerun
from django.db import DatabaseError, transaction
from django.utils import timezone

from upgrade_program.foundation.jobs.services import note_run
from upgrade_program.kernel.faults import told

log = structlog.get_logger(__name__)
_began: dict[str, float] = {}
_faults: dict[str, str] = {}


@task_prerun.connect
def _begin(task_id: str, **_: Any) -> None:
    _began[task_id] = time.monotonic()


@task_failure.connect
def _fail(task_id: str, exception: BaseException, **_: Any) -> None:
    _faults[task_id] = told(exception)


@task_postrun.connect
def _end(task_id: str, task: Any, **_: Any) -> None:
    took = time.monotonic() - _began.pop(task_id, time.monotonic())
    failed = _faults.pop(task_id, "")
    at = timezone.now()  # noqa: TID251  (a job is the edge; the stores' clock stands above the foundation)
    try:
        with transaction.atomic():
            note_run(name=task.name, at=at, seconds=took, failed=failed)
    except DatabaseError:
        log.warning("jobs.not_noted", job=task.name, exc_info=True)
