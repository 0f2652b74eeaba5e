"""The world of the matrix, built once for all tests here and undone at their end."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.access.knocking import Door
from tests.access.world import build
from tests.factories.plans import AT


@pytest.fixture(scope="module")
def door(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Door]:
    """The site over the built world, at one instant: no day ends in the middle of the matrix."""
    with django_db_blocker.unblock(), time_machine.travel(AT, tick=False):
        whole = transaction.atomic()
        whole._from_testcase = True  # as TestCase does it: a `durable` transaction may begin inside
        with whole:
            logging.disable(logging.CRITICAL)  # thousands of refusals, each with two lines
            yield Door(build())
            logging.disable(logging.NOTSET)
            transaction.set_rollback(True)
