"""The throttle of the public pages counts in this process's memory, which no rollback empties."""

import pytest
from django.core.cache import caches


@pytest.fixture(autouse=True)
def _no_memory_of_askers() -> None:
    caches["local"].clear()
