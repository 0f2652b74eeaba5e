"""A draft of the terms: its page at ten thousand plans and at a million, from the kept trial, against one GROUP BY over the plans."""

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


@pytest.fixture(scope="module")
def figures(small: Database, large: Database, size: Size) -> tuple[dict[str, Any], dict[str, Any]]:
    """Measured in the small database and in the large one, in copies: no draft of it stays behind."""
    found = []
    for database in (small, large):
        copy = databases.copy(database, f"{database.name}_drafted")
        try:
            found.append(_measured(copy, size.rounds))
        finally:
            databases.drop(copy.name)
    return found[0], found[1]


def test_the_page(figures: tuple[dict[str, Any], dict[str, Any]], size: Size, results: Results) -> None:
    small, large = (found["times"]["page"] for found in figures)
    whole = figures[1]["times"]["group by"]
    results.add(
        Row(
            what=f"a draft of the terms, {size.large:,} plans",
            unit="ms",
            ours=large,
            baseline=whole,
            ratio=median(large) / median(whole),
            goals=[Goal("ms", median(large), 300), Goal("growth", median(large) / median(small), 2)],
            note=f"the baseline is one GROUP BY; {median(small):.0f} ms at {size.small:,} plans",
        )
    )


def test_the_trial(figures: tuple[dict[str, Any], dict[str, Any]], results: Results) -> None:
    found = figures[1]
    whole = median(found["times"]["group by"]) / 1000
    results.add(
        Row(
            what=f"the trial of a draft, {found['plans']:,} plans of a year",
            unit="plans/s",
            ours=[found["plans"] / found["reckoned"]],
            baseline=[found["plans"] / (one / 1000) for one in found["times"]["group by"]],
            ratio=found["reckoned"] / whole,
            goals=[Goal("times the one GROUP BY", found["reckoned"] / whole, 5)],
            note=f"reckoned once a day in {found['reckoned']:.1f} s; {whole:.2f} s",
        )
    )


def _measured(database: Database, rounds: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.drafted", str(rounds)]
    done = subprocess.run(command, cwd=ROOT, env=database.owner_env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
