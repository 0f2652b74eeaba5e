"""Locking accounts that are merged away meanwhile: tried again, and nothing of the tries stays."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty.ledger.services import accounts
from tests.loyalty.ledger.till import earn, member

pytestmark = pytest.mark.django_db


def test_what_is_tried_again_leaves_no_savepoint(monkeypatch: pytest.MonkeyPatch) -> None:
    asha = member()
    earn(asha, 5)
    look, merged_away = accounts.survivor_ids, iter([{asha: 0}, {asha: 0}])  # as it was before somebody merged it

    def seen(customer_ids: Iterable[int]) -> dict[int, int]:
        return next(merged_away, None) or look(customer_ids)

    monkeypatch.setattr(accounts, "survivor_ids", seen)
    with CaptureQueriesContext(connection) as asked:
        found = accounts.locked_all([asha])
    laid, taken = (sum(each["sql"].startswith(word) for each in asked.captured_queries) for word in ("SAVEPOINT", "RELEASE SAVEPOINT"))
    assert (list(found), laid, taken) == ([asha], 3, 3)
