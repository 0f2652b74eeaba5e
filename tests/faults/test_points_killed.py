"""`kill -9` of workers in a run of loyalty news, the broker flushed in mid-run, half of the news two to five times. Reliability R8.

5,000 pieces; LOYALTY_NEWS=100000 makes them so many.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import Settings

from loyalty.ledger.queries import broken
from stores.clock import now
from stores.models import Store
from tests.faults.workers import Worker, end_their_connections, flush_broker
from tests.loyalty.programme.postman import Postman, waiting
from tests.loyalty.programme.routes import only_loyalty
from tests.loyalty.programme.storm import Storm
from upgrade_program.foundation.outbox.models import Message

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
NEWS = int(os.environ.get("LOYALTY_NEWS", "5000"))
WORKERS, FLUSHES = 2, 3
MOST_WAITING = 300  # news is brought as fast as it is delivered, so that the faults strike all along


@dataclass(slots=True)
class Run:
    """What was done to the workers and the broker."""

    kills: int = 0
    in_mid_transaction: int = 0
    flushes: int = 0
    keys: int = 0


@contextmanager
def workers(settings: str, log: Path) -> Iterator[list[Worker]]:
    crew = [Worker(number, settings=settings, log=log) for number in range(WORKERS)]
    try:
        yield crew
    finally:
        for worker in crew:
            worker.kill()
        end_their_connections()


def weather(storm: Storm, crew: list[Worker], chance: random.Random, *, kills: int) -> tuple[Postman, Run]:
    """Bring all the news, and strike whenever another share of it is on its way."""
    postman, news, run = Postman(chance), list(storm.news), Run()
    size, end = len(news), time.monotonic() + 300 + len(news) / 4
    while (news or not postman.done) and time.monotonic() < end:
        if news and waiting() < MOST_WAITING:
            slice_of = chance.choice([5, 20, 100, 400])
            postman.bring(news[:slice_of], at=now())
            del news[:slice_of]
        postman.bring_again()
        share = postman.told / size
        if run.kills < kills * share and waiting():
            victim = crew[run.kills % len(crew)]
            run.in_mid_transaction += victim.kill_in_mid_run(chance, work_is_left=lambda: waiting() > 0)
            run.kills += 1
            victim.start_again()
        if run.flushes < int((FLUSHES + 1) * share) and run.flushes < FLUSHES:
            run.keys += flush_broker()
            run.flushes += 1
        time.sleep(0.05)
    return postman, run


def test_every_account_equals_the_oracle(store: Store, tmp_path: Path, settings: Settings, record_property: Any) -> None:
    settings.OUTBOX_ROUTES = only_loyalty(settings.OUTBOX_ROUTES)
    seed, log = random.SystemRandom().randrange(10**6), tmp_path / "workers.log"
    chance, kills = random.Random(seed), 20 + NEWS // 4000
    storm = Storm(size=NEWS, chance=chance, store=store, now=now())
    began = time.monotonic()
    with workers("tests.faults.points_settings", log) as crew:
        postman, run = weather(storm, crew, chance, kills=kills)
    put_off = Message.objects.exclude(attempts=0).count()
    said = (
        f"seed {seed}: {postman.told} pieces of loyalty news, {postman.told + postman.doubles} deliveries, {postman.doubles} doubles; "
        f"{run.kills} kills, {run.in_mid_transaction} in mid-transaction; {run.flushes} flushes of {run.keys} keys; "
        f"{put_off} put off; {storm.owing()} members owe; {time.monotonic() - began:.0f} s"
    )
    print(said)
    record_property("summary", said)
    assert postman.done, log.read_text()[-3000:]
    assert not Message.objects.filter(parked_at__isnull=False).exists()
    assert (run.kills >= kills * 0.9, run.flushes) == (True, FLUSHES)
    assert run.in_mid_transaction >= run.kills * 0.5
    assert storm.owing() > 0
    assert storm.differences() == []
    call_command("verify_ledger")


def test_without_the_guards_it_does_not(store: Store, tmp_path: Path, settings: Settings) -> None:
    """The control: the same with workers that have forgotten what they heard."""
    settings.OUTBOX_ROUTES = only_loyalty(settings.OUTBOX_ROUTES)
    chance = random.Random(7)
    storm = Storm(size=300, chance=chance, store=store, now=now())
    with workers("tests.faults.forgetful_settings", tmp_path / "workers.log") as crew:
        postman, run = weather(storm, crew, chance, kills=3)
    assert (postman.done, run.kills > 0) == (True, True)
    found = storm.differences()
    print(f"{len(found)} differences, the first: {found[:1]}")
    assert len(found) >= 5
    assert broken() == []
