"""100,000 plans sold: their news through the outbox, the broker and a real Celery worker, against the same rows in one SQL statement.

The rows: what was heard, two earns a plan with lots and moves, the accounts, and the marks of what was delivered. A worker as `run.py`
starts it, told by the broker as often as the beat tells it; from the commit of the news to its last mark. The plain rows are written with
the ledger's triggers off (its keys on).
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app

from stores.clock import local_day, now, start_of_day
from tests.bench import databases
from tests.bench.conftest import Size
from tests.bench.databases import ROOT, Database
from tests.bench.table import Goal, Results, Row
from tests.bench.test_5_accrual import _ACCOUNTS, _MEMBERS, BASE

SQL = Path(__file__).parent / "sql"
NEWS, PLAIN = (SQL / "news.sql").read_text(), (SQL / "hear.sql").read_text()
_AGREED = """
    INSERT INTO customers_consent (customer_id, text_id, given_at, subject)
    SELECT %(base)s + i, (SELECT min(id) FROM customers_consenttext WHERE purpose = 'loyalty'), %(sold)s::timestamptz - interval '1 day', ''
      FROM generate_series(0, %(members)s - 1) AS i
"""
_WAITING = "SELECT count(*) FROM outbox_message WHERE delivered_at IS NULL AND parked_at IS NULL"
_TABLES = ("ledger_account", "ledger_entry", "ledger_lot", "ledger_lotmove", "programme_heardbill")
_SUM = "SELECT sum(pending), sum(last_seq) FROM ledger_account"
ROUTE = "loyalty.programme.subscribers.earn_for_plans_sold"
BEAT = 2.0  # seconds between two sweeps, as in CELERY_BEAT_SCHEDULE
PATIENCE = 300.0


def _facts(size: Size, at: datetime) -> dict[str, Any]:
    sold = at - timedelta(hours=1)
    live = start_of_day(local_day(sold) + timedelta(days=8))
    return {
        "base": BASE,
        "members": size.hearings // 4,
        "sold": sold.isoformat(),
        "free_look": (local_day(sold) + timedelta(days=7)).isoformat(),
        "live": live,
        "ends": live + timedelta(days=380),
        "at": at,
        "route": ROUTE,
    }


@pytest.fixture(scope="module")
def facts(size: Size) -> dict[str, Any]:
    return _facts(size, now())


@pytest.fixture(scope="module")
def copies(small: Database, facts: dict[str, Any]) -> Iterator[tuple[Database, Database]]:
    made = databases.copy(small, "bench_hear_ours"), databases.copy(small, "bench_hear_sql")
    for one in made:
        one.ask("UPDATE outbox_message SET delivered_at = recorded_at WHERE delivered_at IS NULL")  # news of the calls benched before
        one.ask(_MEMBERS, facts)
        one.ask(_AGREED, facts)
        one.ask("VACUUM (ANALYZE) outbox_message, customers_customer, customers_consent")
    for table in _TABLES:
        made[1].ask(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield made
    for one in made:
        databases.drop(one.name)


@pytest.fixture(scope="module")
def worker(copies: tuple[Database, Database], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The worker's log."""
    logging.getLogger("django_structlog").setLevel(logging.WARNING)  # each sweep would have its line among the figures
    log = tmp_path_factory.mktemp("worker") / "worker.log"
    command = "celery -A upgrade_program worker --concurrency 2 --loglevel WARNING --without-gossip --without-mingle"
    env = copies[0].env | {"DJANGO_SETTINGS_MODULE": "tests.bench.hearing_settings"}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command.split()], cwd=ROOT, env=env, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield log
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def test_hearing(copies: tuple[Database, Database], worker: Path, facts: dict[str, Any], size: Size, results: Results) -> None:
    ours, theirs = copies
    share, rows = size.hearings // size.rounds, []
    first = facts | {"first": size.hearings + 1, "last": size.hearings + 100}
    _by_the_worker(ours, first, worker)  # it has started then, and knows the rules
    _by_one_statement(theirs, first)
    for step in range(size.rounds):
        part = facts | {"first": step * share + 1, "last": (step + 1) * share}
        rows.append((_by_the_worker(ours, part, worker), _by_one_statement(theirs, part)))
    counts = [[one.ask(f"SELECT count(*) FROM {table}")[0][0] for table in _TABLES] + one.ask(_SUM) for one in copies]
    assert counts[0] == counts[1]
    assert counts[0][1] == 2 * (share * size.rounds + 100)
    took, plain = sum(mine for mine, _ in rows), sum(his for _, his in rows)
    results.add(
        Row(
            what=f"hearing of {share * size.rounds:,} plans sold through Celery",
            unit="plans/s",
            ours=[share / mine for mine, _ in rows],
            baseline=[share / his for _, his in rows],
            ratio=took / plain,
            goals=[Goal("time ratio", took / plain, 3)],
            note=f"{took:.0f} s against {plain:.0f} s",
        )
    )


def _by_the_worker(database: Database, given: dict[str, Any], log: Path) -> float:
    database.ask(NEWS, given)
    began = last = time.perf_counter()
    _sweep()
    while database.ask(_WAITING)[0][0]:
        if time.perf_counter() - last > BEAT:
            last = time.perf_counter()
            _sweep()
        assert time.perf_counter() - began < PATIENCE, log.read_text()[-3000:]
        time.sleep(0.05)
    return time.perf_counter() - began


def _sweep() -> None:
    current_app.send_task("outbox.sweep", expires=BEAT, ignore_result=True)


def _by_one_statement(database: Database, given: dict[str, Any]) -> float:
    database.ask(NEWS, given)
    began = time.perf_counter()
    database.ask(_ACCOUNTS, given)
    database.ask(PLAIN, given)
    return time.perf_counter() - began
