"""Two beats, or a worker that comes twice: every store is mailed once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from django.db import connections

from stores.clock import STORE_TIME
from tests.factories.plans import TODAY, sellable, sold
from upgrade_program.kernel.actor import Actor
from upgrade_program.messaging.models import Message
from upgrade_program.reporting import services
from upgrade_program.reporting.models import ReportedDay
from upgrade_program.reporting.services import run_due_days

pytestmark = pytest.mark.django_db(transaction=True)
TOMORROW = TODAY + timedelta(days=1)
WORKERS = 4


def all_have_looked_before_any_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every worker has read the day as not done before the first one queues a mail."""
    together, whole = threading.Barrier(WORKERS, timeout=20), services.mail_report

    def mail(*args: object, **kwargs: object) -> None:
        together.wait()
        whole(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(services, "mail_report", mail)


def run_at_once() -> None:
    def work() -> None:
        try:
            run_due_days(today=TOMORROW, at=datetime.combine(TOMORROW, time(7), tzinfo=STORE_TIME))
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)


def test_four_workers_mail_a_store_once(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    sold(actor=clerk, variant=sellable())
    all_have_looked_before_any_writes(monkeypatch)
    run_at_once()
    assert Message.objects.filter(template="day.report").count() == 1
    assert ReportedDay.objects.get().day == TODAY


def test_the_control_without_one_cause_a_day_every_worker_mails(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    sold(actor=clerk, variant=sellable())
    all_have_looked_before_any_writes(monkeypatch)
    one_cause: Callable[..., str] = services.cause_of
    monkeypatch.setattr(services, "cause_of", lambda *args, **kwargs: f"{one_cause(*args, **kwargs)}:{threading.get_ident()}")
    run_at_once()
    assert Message.objects.filter(template="day.report").count() == WORKERS
