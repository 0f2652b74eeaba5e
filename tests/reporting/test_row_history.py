"""What the database remembers of rows is sealed in the audit trail: a row put in, changed or taken away by the owner shows."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection

from tests.factories.plans import sellable
from upgrade_program.catalog.models import DeviceModel
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import faults
from upgrade_program.foundation.history.models import RowChange
from upgrade_program.reporting import row_history
from upgrade_program.reporting.row_history import UNDER_WAY, history_faults, seal_history
from upgrade_program.reporting.tasks import history

pytestmark = pytest.mark.django_db
SOON = timedelta(microseconds=1)


@pytest.fixture
def began() -> datetime:
    """When this test's transaction began: the instant of each row that it makes."""
    sellable()
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        found: datetime = cursor.fetchone()[0]
    return found


def as_owner(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # as one does who would falsify it: no trigger fires
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


def put_in(*, key: int, at: datetime) -> None:
    """A row of history that nothing ever did."""
    as_owner(
        'INSERT INTO history_rowchange (id, "table", key, op, before, after, changed, at, role, act, reason)'
        f" SELECT {key}, \"table\", key, op, before, after, changed, '{at.isoformat()}', role, act, reason FROM history_rowchange"
        " ORDER BY id LIMIT 1"
    )


def test_what_is_an_hour_old_is_sealed_once_and_what_comes_later_in_the_next(began: datetime) -> None:
    seal_history(at=began + UNDER_WAY)  # what was there before, as of the migrations
    assert (seal_history(at=began + UNDER_WAY), history_faults()) == ([], [])
    rows = RowChange.objects.filter(at__gte=began).count()
    (first,) = seal_history(at=began + UNDER_WAY + SOON)
    assert (first.plans, first.last) == (rows, RowChange.objects.latest("id").pk)
    assert seal_history(at=began + UNDER_WAY + SOON) == []
    put_in(key=first.last + 3, at=began + timedelta(hours=2))
    assert history_faults() == []
    (second,) = seal_history(at=began + timedelta(hours=9))
    assert (second.plans, second.first, second.last) == (1, first.last + 3, first.last + 3)
    assert (history_faults(), faults(0)) == ([], [])
    assert set(AuditRow.objects.filter(verb="history.sealed").values_list("chain", "actor_role")) == {(0, "system")}


def test_many_rows_take_several_seals(began: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = RowChange.objects.count()
    monkeypatch.setattr(row_history, "MOST", rows - 1)
    assert [seal.plans for seal in seal_history(at=began + timedelta(hours=2))] == [rows - 1, 1]
    assert history_faults() == []


@pytest.mark.parametrize("falsified", ["put in", "changed", "taken away"])
def test_what_is_falsified_after_the_seal_shows_and_the_job_fails(began: datetime, falsified: str) -> None:
    DeviceModel.objects.update(eligible=False)
    as_owner("DELETE FROM history_rowchange WHERE id = (SELECT max(id) - 1 FROM history_rowchange)")  # a gap, as an undone act leaves one
    (seal,) = seal_history(at=began + timedelta(hours=2))
    if falsified == "put in":
        put_in(key=seal.last - 1, at=began)
    elif falsified == "changed":
        as_owner(f"UPDATE history_rowchange SET actor_id = coalesce(actor_id, 0) + 1 WHERE id = {seal.last}")
    else:
        as_owner(f"DELETE FROM history_rowchange WHERE id = {seal.last}")
    (fault,) = history_faults()
    assert fault.startswith(f"what is remembered of rows, {seal.first} to {seal.last}, is not what was sealed")
    with pytest.raises(RuntimeError, match="is not what was sealed"):
        history()


def test_a_row_that_is_added_to_a_day_gone_by_shows(began: datetime) -> None:
    (seal,) = seal_history(at=began + timedelta(hours=2))
    put_in(key=seal.last + 1, at=began)
    assert history_faults() == ["1 of what is remembered of rows came after the last seal and says an instant before it"]


def test_control_what_is_falsified_before_any_seal_shows_nowhere(began: datetime) -> None:
    as_owner("UPDATE history_rowchange SET actor_id = coalesce(actor_id, 0) + 1")
    assert history_faults() == []
