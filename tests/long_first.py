"""The files whose single tests take longest are run first.

Who is done takes of the others' share, from its end, but never the test another has begun: dealt out last, these kept one process at
work for most of a minute after the others had ended. Hooks of pytest, imported by the conftest.
"""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FIRST = frozenset(
    ROOT / "tests" / file
    for file in (
        "interfaces/api/test_schemathesis.py",
        "buyback/test_whole_claim.py",
        "loyalty/ledger/test_whole_life.py",
        "plans/test_whole_life.py",
    )
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """After pytest-django has put tests with a database before those that commit; among the first and among the rest its order stays."""
    items.sort(key=lambda item: item.path not in FIRST)
