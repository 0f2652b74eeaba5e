"""The desk on 3 May 2027, 12:42 in the store: an hour after what the factories make, and far from midnight."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from tests.factories.plans import AT


@pytest.fixture(autouse=True)
def _at_noon(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.node.get_closest_marker("browser"):  # which keeps its own time
        yield
        return
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        yield
