"""What tests of customers share: the consent texts, and a law of the database as an expectation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import IntegrityError, transaction

from tests.factories.customers import consent_texts


@pytest.fixture
def texts(db: None) -> None:
    consent_texts()


@contextmanager
def _refused_by(law: str) -> Iterator[None]:
    with pytest.raises(IntegrityError) as no, transaction.atomic():
        yield
    assert no.value.__cause__.diag.constraint_name == law  # type: ignore[union-attr]


@pytest.fixture
def refused_by() -> Callable[[str], AbstractContextManager[None]]:
    """`with refused_by("customer_has_a_name"): ...`: the database says no in the name of that law."""
    return _refused_by
