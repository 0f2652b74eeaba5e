"""The same calls on ten thousand plans and on a million (ten million with `--ten-million`), one client, in turn."""

from __future__ import annotations

from statistics import median

import pytest

from tests.bench.conftest import Size
from tests.bench.measure import ask
from tests.bench.table import Goal, Results, Row
from tests.bench.web import Web

NAMES = {"sale": "sale", "value": "plan value", "page": "plan page"}


@pytest.mark.parametrize("kind", NAMES)
def test_growth(web: Web, large_web: Web, kind: str, size: Size, results: Results) -> None:
    numbers = {place.database.name: place.database.sample() for place in (web, large_web)}
    small, large = [], []
    for _ in range(size.rounds):
        for place, times in ((web, small), (large_web, large)):
            found = ask(place, kind, clients=1, seconds=size.seconds / 2, numbers=numbers[place.database.name])
            times.append(found.p50)
    ratio = median(large) / median(small)
    results.add(
        Row(
            what=f"growth: {NAMES[kind]}, {size.small:,} to {size.large:,} plans",
            unit="ms p50",
            ours=large,
            baseline=small,
            ratio=ratio,
            goals=[Goal("ratio", ratio, 1.2)],
        )
    )
