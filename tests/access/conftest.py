"""The world of the matrix, built once for all tests of this folder and undone at their end; each module leaves it as it found it."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.access.knocking import Door, open_door, undone


@pytest.fixture(scope="package")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Door]:
    with django_db_blocker.unblock(), open_door() as door:
        yield door


@pytest.fixture(scope="module")
def door(site: Door) -> Iterator[Door]:
    world, site.world = site.world, deepcopy(site.world)  # services change the rows they are given, in memory too
    with undone():
        yield site
    site.world = world
    assert site.fingerprint() == site.untouched
