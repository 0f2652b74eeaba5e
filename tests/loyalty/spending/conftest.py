"""The programme's first versions, and a refusal shown to have changed nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from tests.factories.loyalty import loyalty
from tests.factories.plans import sellable
from tests.loyalty.programme.acts import every_row
from upgrade_program.kernel.errors import Refused


@pytest.fixture(autouse=True)
def _published(request: pytest.FixtureRequest) -> None:
    if mark := request.node.get_closest_marker("django_db"):
        request.getfixturevalue("transactional_db" if mark.kwargs.get("transaction") else "db")
        loyalty()
        sellable()


@pytest.fixture
def refused() -> Callable[..., AbstractContextManager[Any]]:
    """The block is refused with this code, and not one row of any table is another afterwards."""

    @contextmanager
    def refusal(code: str, *, field: str | None = "payments") -> Iterator[Any]:
        before = every_row()
        with pytest.raises(Refused) as no:
            yield no
        assert (no.value.code, no.value.field) == (code, field), no.value
        assert every_row() == before

    return refusal
