"""Workers killed in mid-run, without a broker: no news is lost and none is doubled."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from tests.foundation.outbox.ears import HERE, Sold, heard
from tests.foundation.people import AT
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.foundation.outbox.services import record_all

NEWS, KILLS, PATIENCE = 5_000, 50, 600  # the last in seconds
STINT = 0.15  # seconds at most that a worker delivers before it is killed


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_kill_9_of_workers_loses_and_doubles_nothing(settings: Settings, tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    dice, log = random.Random(seed), tmp_path / "worker.log"
    settings.OUTBOX_ROUTES = {"test.sold": [f"{HERE}.write"]}
    with transaction.atomic():
        record_all([Sold(plan) for plan in range(NEWS)], at=AT)
    kills = in_mid_run = 0
    ends = time.monotonic() + PATIENCE
    worker = _start(log)
    try:
        while _waiting() and time.monotonic() < ends:
            if kills < KILLS and _moves_on(ends):
                time.sleep(dice.uniform(0, STINT))
                in_mid_run += _waiting() > 0
                _kill(worker)
                kills += 1
                worker = _start(log)
            time.sleep(0.2)
    finally:
        _kill(worker)
    print(f"seed {seed}: {kills} kills, {in_mid_run} of them in mid-run")
    assert in_mid_run >= KILLS * 0.8, log.read_text()[-2000:]
    assert heard() == list(range(NEWS))
    assert not Message.objects.exclude(attempts=0).exists()


def _waiting() -> int:
    return Message.objects.filter(delivered_at=None).count()


def _moves_on(ends: float) -> bool:
    """Whether the worker has delivered something since we began to look."""
    before = _waiting()
    while not (moved := _waiting() < before) and time.monotonic() < ends:
        time.sleep(0.02)
    return moved


def _start(log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "upgrade_program", "worker", "--concurrency", "1"],
            env=os.environ
            | {"DJANGO_SETTINGS_MODULE": "tests.foundation.outbox.worker_settings", "TEST_DATABASE": connection.settings_dict["NAME"]},
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _kill(worker: subprocess.Popen[bytes]) -> None:
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait(60)
