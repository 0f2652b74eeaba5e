"""A real worker with no broker at all still delivers: its drain thread asks PostgreSQL, and starts before the consumer finds a broker."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from tests.foundation.outbox.ears import HERE, Sold, heard
from tests.foundation.people import AT
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.foundation.outbox.services import record


@pytest.mark.django_db(transaction=True)
def test_a_worker_without_a_broker_delivers(settings: Settings, tmp_path: Path) -> None:
    settings.OUTBOX_ROUTES = {"test.sold": [f"{HERE}.write"]}
    with transaction.atomic():
        record(Sold(17), at=AT)
    log = tmp_path / "worker.log"
    with log.open("wb") as out:
        worker = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "celery",
                "-A",
                "upgrade_program",
                "worker",
                "--concurrency",
                "1",
                "--without-gossip",
                "--without-mingle",
            ],
            cwd=settings.BASE_DIR,
            env=os.environ
            | {"DJANGO_SETTINGS_MODULE": "tests.foundation.outbox.worker_settings", "TEST_DATABASE": str(connection.settings_dict["NAME"])},
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + 120
        while Message.objects.filter(delivered_at=None).exists() and time.monotonic() < deadline and worker.poll() is None:
            time.sleep(0.1)
        assert heard() == [17], log.read_text()
        assert AuditRow.objects.get().after == {"by": worker.pid}, "another process delivered it"
        worker.send_signal(signal.SIGTERM)
        worker.wait(60)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(60)
