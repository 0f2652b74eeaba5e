"""Real workers with no broker: a code leaves within seconds; a worker killed between sending and marking leaves the message to the next."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from stores.clock import now
from tests.messaging.letters import code
from tests.messaging.spy import CODE
from upgrade_program.demo.gateways import KeptSms
from upgrade_program.demo.models import KeptMessage
from upgrade_program.messaging.enums import State
from upgrade_program.messaging.models import Message
from upgrade_program.messaging.sending import URGENT_LEASE

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60  # seconds


class KillsItself(KeptSms):
    """Hands the message over, and with it the worker dies."""

    def send(self, **letter: str) -> str:
        super().send(**letter)
        os.killpg(os.getpid(), signal.SIGKILL)
        return "never"


@contextmanager
def a_worker(log: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as out:
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
            | {"DJANGO_SETTINGS_MODULE": "tests.messaging.worker_settings", "TEST_DATABASE": str(connection.settings_dict["NAME"])}
            | environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield worker
    finally:
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(PATIENCE)


def _ended(worker: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and worker.poll() is None:
        if not Message.objects.filter(state=State.QUEUED).exists():
            return True
        time.sleep(0.1)
    return False


def _queue_a_code() -> None:
    with transaction.atomic():
        code(at=now())


def test_a_code_leaves_with_the_broker_away(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    _queue_a_code()
    with a_worker(log) as worker:
        assert _ended(worker), log.read_text()
        kept = KeptMessage.objects.get()
        assert (kept.to, kept.template) == ("+919810455421", "otp.code")
        assert CODE in kept.text
        worker.send_signal(signal.SIGTERM)
        worker.wait(PATIENCE)
    assert CODE not in log.read_text()
    assert "9810455421" not in log.read_text()


def test_a_worker_killed_between_sending_and_marking_leaves_it_to_the_next_under_the_same_reference(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    _queue_a_code()
    with a_worker(log, TEST_GATEWAY="tests.messaging.test_worker.KillsItself") as worker:
        worker.wait(PATIENCE)
    message, kept = Message.objects.get(), KeptMessage.objects.get()
    assert (message.state, message.attempts, kept.reference) == (State.QUEUED, 1, message.reference), log.read_text()
    assert message.due_at > kept.at, "it was leased to the dead one"
    Message.objects.update(due_at=message.due_at - URGENT_LEASE)  # the lease runs out
    with a_worker(log) as worker:
        assert _ended(worker), log.read_text()
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.SENT, 2)
    assert KeptMessage.objects.get().pk == kept.pk, "a gateway that looks at the reference delivers it once"
