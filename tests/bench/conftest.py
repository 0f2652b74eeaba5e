"""How much the bench does: by default five rounds on a million plans; `--quick` is a smoke of seconds that proves only that it runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bench import databases
from tests.bench.databases import Database
from tests.bench.table import Results
from tests.bench.web import Web, serving

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Size:
    """Plans in the small and in the large database, rounds, seconds of one measurement, clients; purchases that earn points.

    `hearings` of plans sold go through a worker.
    """

    small: int = 10_000
    large: int = 1_000_000
    rounds: int = 5
    seconds: float = 6.0
    clients: int = 8
    purchases: int = 1_000_000
    hearings: int = 100_000


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="a smoke of the bench: few plans, one round, figures without meaning")
    parser.addoption("--plans", type=int, default=1_000_000, help="plans in the large database; a million unless given")
    parser.addoption("--purchases", type=int, default=1_000_000, help="purchases that earn points; a million unless given")
    parser.addoption("--hearings", type=int, default=100_000, help="plans sold whose news a worker hears; 100,000 unless given")
    parser.addoption("--ten-million", action="store_true", help="growth up to ten million plans instead of one million")


@pytest.fixture(scope="session")
def size(request: pytest.FixtureRequest) -> Size:
    if request.config.getoption("--quick"):
        return Size(small=200, large=200, rounds=1, seconds=0.2, clients=2, purchases=400, hearings=200)
    large = 10_000_000 if request.config.getoption("--ten-million") else request.config.getoption("--plans")
    return Size(large=large, purchases=request.config.getoption("--purchases"), hearings=request.config.getoption("--hearings"))


@pytest.fixture(scope="session")
def small(size: Size) -> Iterator[Database]:
    database = databases.make("bench_small", plans=size.small)
    yield database
    databases.drop(database.name)


@pytest.fixture(scope="session")
def large(size: Size, small: Database) -> Iterator[Database]:
    same = size.large == size.small
    database = databases.copy(small, "bench_large") if same else databases.make("bench_large", plans=size.large)
    yield database
    databases.drop(database.name)


@pytest.fixture(scope="session")
def web(small: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """The server on the small database."""
    with serving(small, log=tmp_path_factory.mktemp("web") / "small.log") as server:
        yield server


@pytest.fixture(scope="session")
def large_web(large: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with serving(large, log=tmp_path_factory.mktemp("web") / "large.log") as server:
        yield server


@pytest.fixture(scope="session")
def results(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Results]:
    folder = tmp_path_factory.mktemp("bench") if request.config.getoption("--quick") else ROOT / "bench"
    found = Results(folder / "results.json")
    yield found
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        found.show()
