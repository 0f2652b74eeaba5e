"""What the programme's tests stand on: its published versions."""

from __future__ import annotations

import pytest

from tests.factories.loyalty import loyalty


@pytest.fixture(autouse=True)
def _published(request: pytest.FixtureRequest) -> None:
    """The first versions are there, whatever tests have emptied before."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("transactional_db" if request.node.get_closest_marker("django_db").kwargs.get("transaction") else "db")
        loyalty()
