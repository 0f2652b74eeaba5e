"""What tests of the catalogue share: the published catalogue, and a law of the database as an expectation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoDbBlocker

from tests.factories.catalog import load_published


@pytest.fixture(scope="module")
def _published(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Loaded once a module, in a transaction that the tests' own ones nest in and that is rolled back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_published()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def published(_published: None, db: None) -> None:
    """The whole published catalogue. Not for transactional tests, nor for modules that hold one."""


@contextmanager
def _refused_by(law: str) -> Iterator[None]:
    with pytest.raises(IntegrityError) as no, transaction.atomic():
        yield
    assert no.value.__cause__.diag.constraint_name == law  # type: ignore[union-attr]


@pytest.fixture
def refused_by() -> Callable[[str], AbstractContextManager[None]]:
    """`with refused_by("srp_is_above_zero"): ...`: the database says no in the name of that law."""
    return _refused_by
