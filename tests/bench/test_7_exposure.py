"""What the brand owes: the page at ten thousand plans and at a million, the rollup against one GROUP BY over the plans."""

from __future__ import annotations

import json
import subprocess
import sys
from statistics import median
from typing import Any

import pytest

from tests.bench import databases
from tests.bench.conftest import Size
from tests.bench.databases import ROOT, Database
from tests.bench.table import Goal, Results, Row

PAGES = {"store": "by store", "model": "by model", "month": "by bill month", "calendar": "calendar", "day": "plans of a day"}


@pytest.fixture(scope="module")
def figures(small: Database, large: Database, size: Size) -> tuple[dict[str, Any], dict[str, Any]]:
    """Measured in the small database and in the large one, in copies: nothing of it stays behind."""
    found = []
    for database in (small, large):
        copy = databases.copy(database, f"{database.name}_owed")
        try:
            found.append(_measured(copy, size.rounds))
        finally:
            databases.drop(copy.name)
    return found[0], found[1]


@pytest.mark.parametrize("kind", PAGES)
def test_the_page(figures: tuple[dict[str, Any], dict[str, Any]], kind: str, size: Size, results: Results) -> None:
    small, large = (found["times"][kind] for found in figures)
    whole = figures[1]["times"]["group by"]
    ratio = median(large) / median(whole)
    results.add(
        Row(
            what=f"what is owed, {PAGES[kind]}, {size.large:,} plans",
            unit="ms",
            ours=large,
            baseline=whole,
            ratio=ratio,
            goals=[Goal("ms", median(large), 300), Goal("growth", median(large) / median(small), 2)],
            note=f"the baseline is one GROUP BY; {median(small):.0f} ms at {size.small:,} plans",
        )
    )


def test_the_rollup(figures: tuple[dict[str, Any], dict[str, Any]], size: Size, results: Results) -> None:
    found = figures[1]
    whole = median(found["times"]["group by"]) / 1000
    results.add(
        Row(
            what=f"counting what is owed, {size.large:,} plans",
            unit="plans/s",
            ours=[size.large / found["built"]],
            baseline=[size.large / (one / 1000) for one in found["times"]["group by"]],
            ratio=found["built"] / whole,
            goals=[Goal("from nothing", found["built"] / whole, 30), Goal("a hundredth again", found["again"] / whole, 2)],
            note=f"{found['built']:.1f} s anew, {found['again']:.2f} s a hundredth, {found['checked']:.1f} s the check; {whole:.2f} s",
        )
    )


def _measured(database: Database, rounds: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.exposure", str(rounds)]
    done = subprocess.run(command, cwd=ROOT, env=database.owner_env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
