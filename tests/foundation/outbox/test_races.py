"""Many drains at once, and connections cut in mid-drain: nothing lost, nothing doubled."""

import random
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from pytest_django import Settings

from tests.foundation.crowd import at_once
from tests.foundation.outbox.ears import HERE, Sold, heard
from tests.foundation.people import AT
from upgrade_program.foundation.outbox.drain import Drain
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.foundation.outbox.services import deliver_due, record_all

pytestmark = pytest.mark.django_db(transaction=True)
NEWS, DRAINS, CUTS = 60, 6, 6


@pytest.fixture(autouse=True)
def _news(settings: Settings) -> None:
    settings.OUTBOX_ROUTES = {"test.sold": [f"{HERE}.write_slowly"]}
    with transaction.atomic():
        record_all([Sold(plan) for plan in range(NEWS)], at=AT)


def test_parallel_drains_share_the_work_and_double_nothing() -> None:
    shares = at_once(DRAINS, lambda _: deliver_due(at=AT))
    print(f"shares of {DRAINS} drains: {shares}")
    assert sum(shares) == NEWS
    assert sum(share > 0 for share in shares) > 1, "no two drains ran at the same time"
    assert heard() == list(range(NEWS))


def test_control_without_skip_locked_news_is_doubled(monkeypatch: pytest.MonkeyPatch) -> None:
    unlocked: Callable[..., QuerySet[Message]] = lambda self, **_: self.all()  # noqa: E731
    monkeypatch.setattr(QuerySet, "select_for_update", unlocked)
    at_once(DRAINS, lambda _: deliver_due(at=AT, limit=NEWS))
    assert len(heard()) > NEWS


def test_a_drain_thread_outlives_cut_connections_and_loses_and_doubles_nothing() -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    dice = random.Random(seed)
    drains = [Drain(every=0.02), Drain(every=0.02)]
    for drain in drains:
        drain.start()
    cut, told = 0, NEWS
    try:
        deadline = time.monotonic() + 60
        while (cut < CUTS or _waiting()) and time.monotonic() < deadline:
            if cut < CUTS:
                cut += _cut_the_others()
                if not _waiting():  # they were quicker than the cuts: here is more
                    with transaction.atomic():
                        record_all([Sold(plan) for plan in range(told, told + NEWS)], at=AT)
                    told += NEWS
            time.sleep(dice.uniform(0.01, 0.08))
    finally:
        for drain in drains:
            drain.stop()
    assert cut >= CUTS, "too few connections were cut to prove anything"
    assert not any(drain.is_alive() for drain in drains)
    assert heard() == list(range(told))
    assert not Message.objects.exclude(attempts=0).exists(), "a lost connection is not a subscriber's failure"


def _waiting() -> bool:
    return Message.objects.filter(delivered_at=None).exists()


def _cut_the_others() -> int:
    """End every connection to this database but one's own, and say how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])
