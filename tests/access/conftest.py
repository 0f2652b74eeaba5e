"""The world of the matrix, built once for all tests of a module and undone at their end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.access.knocking import Door, open_door


@pytest.fixture(scope="module")
def door(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Door]:
    with django_db_blocker.unblock(), open_door() as door:
        yield door
