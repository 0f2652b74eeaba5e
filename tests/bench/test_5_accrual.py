"""Earning points for a million purchases through the ledger, against one INSERT … SELECT of the same rows; the rerun; the audit.

Each on a copy of the database, a share of the purchases a round. The plain rows are written with the ledger's triggers off (its keys on).
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench import databases
from tests.bench.accrue import AT, ENDS, LIVE
from tests.bench.conftest import Size
from tests.bench.databases import ROOT, Database
from tests.bench.table import Goal, Results, Row

PLAIN = (Path(__file__).parent / "sql/accrue.sql").read_text()
_MEMBERS = """
    INSERT INTO customers_customer (id, mobile, name, email, language, created_at)
    SELECT %(base)s + i, '+91' || 9000000000 + i, 'Member ' || i, '', 'en', %(at)s FROM generate_series(0, %(members)s - 1) AS i
"""
_ACCOUNTS = """
    INSERT INTO ledger_account (customer_id, pending, available, held, debt, last_seq, opened_at)
    SELECT %(base)s + i, 0, 0, 0, 0, 0, %(at)s FROM generate_series(0, %(members)s - 1) AS i
        ON CONFLICT DO NOTHING
"""
_TABLES = ("ledger_account", "ledger_entry", "ledger_lot", "ledger_lotmove")
BASE = 100_000_000  # ids of customers nobody else has


@pytest.fixture(scope="module")
def copies(small: Database, size: Size) -> Iterator[tuple[Database, Database]]:
    made = databases.copy(small, "bench_accrue_ours"), databases.copy(small, "bench_accrue_sql")
    for one in made:
        one.ask(_MEMBERS, {"base": BASE, "members": size.purchases // 4, "at": AT})
        one.ask("ANALYZE customers_customer")
    for table in _TABLES:
        made[1].ask(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield made
    for one in made:
        databases.drop(one.name)


def test_accrual(copies: tuple[Database, Database], size: Size, results: Results) -> None:
    ours, theirs = copies
    share, members = size.purchases // size.rounds, size.purchases // 4
    rows = []
    for step in range(size.rounds):
        first, last = step * share + 1, (step + 1) * share
        rows.append((_by_the_ledger(ours, members, first, last), _by_one_insert(theirs, members, first, last)))
    reruns = [_by_the_ledger(ours, members, step * share + 1, (step + 1) * share, new=0) for step in range(size.rounds)]
    counts = [[one.ask(f"SELECT count(*) FROM {table}")[0][0] for table in _TABLES] for one in copies]
    assert counts[0] == counts[1]
    assert counts[0][1] == share * size.rounds
    ours.ask("ANALYZE")
    audits = [_in_a_process(ours, "verify")["seconds"] for _ in range(size.rounds)]
    took, plain = sum(mine for mine, _ in rows), sum(his for _, his in rows)
    again, audit = sum(reruns), sum(audits) / len(audits)
    results.add(
        Row(
            what=f"accruing {share * size.rounds:,} purchases",
            unit="earns/s",
            ours=[share / mine for mine, _ in rows],
            baseline=[share / his for _, his in rows],
            ratio=took / plain,
            goals=[
                Goal("time ratio", took / plain, 2),
                Goal("a rerun", again / plain, 0.5),
                Goal("verification", audit / plain, 0.1),
            ],
            note=f"{took:.0f} s against {plain:.0f} s; a rerun {again:.1f} s; the audit of every account {audit:.2f} s",
        )
    )


def _by_the_ledger(database: Database, members: int, first: int, last: int, *, new: int | None = None) -> float:
    said = _in_a_process(database, str(BASE), str(members), str(first), str(last))
    assert said["new"] == (last - first + 1 if new is None else new)
    return said["seconds"]


def _in_a_process(database: Database, *arguments: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.accrue", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=database.env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    said: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return said


def _by_one_insert(database: Database, members: int, first: int, last: int) -> float:
    given = {"base": BASE, "members": members, "first": first, "last": last, "at": AT, "live": LIVE, "ends": ENDS}
    began = time.perf_counter()
    database.ask(_ACCOUNTS, given)
    database.ask(PLAIN, given)
    return time.perf_counter() - began
