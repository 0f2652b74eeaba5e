"""What the tests of activity stand on: the programme's published versions."""

from __future__ import annotations

import pytest

from tests.factories.loyalty import loyalty


@pytest.fixture(autouse=True)
def _published(db: None) -> None:
    loyalty()
