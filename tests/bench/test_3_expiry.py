"""Expiring a million due plans, with audit and news, against one UPDATE: each on a copy of the database, a share of the plans a round."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.bench import databases
from tests.bench.conftest import Size
from tests.bench.databases import ROOT, Database
from tests.bench.table import Goal, Results, Row

UPDATE = (Path(__file__).parent / "sql/expire.sql").read_text()
# The round's day: the one before which its share of all plans has ended.
_DAY = "SELECT max(expires_on) + 1 FROM (SELECT expires_on FROM plans_plan ORDER BY expires_on LIMIT %(share)s) AS first"


@pytest.fixture(scope="module")
def copies(large: Database) -> Iterator[tuple[Database, Database]]:
    made = databases.copy(large, "bench_expire_ours"), databases.copy(large, "bench_expire_sql")
    yield made
    for one in made:
        databases.drop(one.name)


def test_expiry(copies: tuple[Database, Database], size: Size, results: Results) -> None:
    ours, theirs = copies
    plans = ours.ask("SELECT count(*) FROM plans_plan")[0][0]
    rows = []
    for step in range(1, size.rounds + 1):
        on = ours.ask(_DAY, {"share": plans * step // size.rounds})[0][0]
        rows.append((_by_the_job(ours, on), _by_one_update(theirs, on)))
        assert rows[-1][0][0] == rows[-1][1][0], "both expire the same plans"
    rates = [count / seconds for (count, seconds), _ in rows]
    baseline = [count / seconds for _, (count, seconds) in rows]
    ratio = sum(seconds for (_, seconds), _ in rows) / sum(seconds for _, (_, seconds) in rows)
    expired = sum(count for (count, _), _ in rows)
    told, noted = (ours.ask(f"SELECT count(*) FROM {table}")[0][0] for table in ("outbox_message", "audit_auditrow"))
    assert told >= plans + expired
    assert noted >= plans + expired
    results.add(
        Row(
            what=f"expiring {expired:,} due plans",
            unit="plans/s",
            ours=rates,
            baseline=baseline,
            ratio=ratio,
            goals=[Goal("time ratio", ratio, 1.3)],
            note=f"{sum(s for (_, s), _ in rows):.0f} s against {sum(s for _, (_, s) in rows):.0f} s",
        )
    )


def _by_the_job(database: Database, on: date) -> tuple[int, float]:
    command = [sys.executable, "-m", "tests.bench.expire", on.isoformat()]
    done = subprocess.run(command, cwd=ROOT, env=database.env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    said = json.loads(done.stdout.splitlines()[-1])
    return said["plans"], said["seconds"]


def _by_one_update(database: Database, on: date) -> tuple[int, float]:
    began = time.perf_counter()
    [(count,)] = database.ask(
        f"WITH ended AS ({UPDATE} RETURNING 1) SELECT count(*) FROM ended", {"on": on, "at": datetime(2030, 1, 1, tzinfo=UTC)}
    )
    return count, time.perf_counter() - began
