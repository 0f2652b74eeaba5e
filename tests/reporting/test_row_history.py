"""What the database remembers of rows is sealed in the audit trail: a row put in, changed or taken away by the owner shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from tests.factories.plans import sellable
from tests.foundation.database.scratch import signed_in
from upgrade_program.catalog.models import DeviceModel
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import faults
from upgrade_program.foundation.history.models import RowChange
from upgrade_program.reporting import row_history
from upgrade_program.reporting.row_history import LONGEST, history_faults, seal_history
from upgrade_program.reporting.tasks import history, history_sealed

pytestmark = pytest.mark.django_db


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


def faults_now(began: datetime) -> list[str]:
    return history_faults(at=began)


def test_what_is_new_is_sealed_once_and_what_comes_later_in_the_next(began: datetime) -> None:
    rows = RowChange.objects.count()
    (first,) = seal_history(at=began)
    assert (first.plans, first.last) == (rows, RowChange.objects.latest("id").pk)
    assert seal_history(at=began) == []
    put_in(key=first.last + 3, at=began + timedelta(hours=2))
    assert faults_now(began) == []
    (second,) = seal_history(at=began + timedelta(hours=3))
    assert (second.plans, second.first, second.last) == (1, first.last + 3, first.last + 3)
    assert (faults_now(began), faults(0)) == ([], [])
    assert set(AuditRow.objects.filter(verb="history.sealed").values_list("chain", "actor_role")) == {(0, "system")}


def test_many_rows_take_several_seals(began: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = RowChange.objects.count()
    monkeypatch.setattr(row_history, "MOST", rows - 1)
    assert [seal.plans for seal in seal_history(at=began)] == [rows - 1, 1]
    assert faults_now(began) == []


def test_a_row_has_the_instant_of_its_change_and_not_of_its_transactions_beginning(began: datetime) -> None:
    DeviceModel.objects.update(eligible=False)
    assert RowChange.objects.latest("id").at > began


def _sealed_amid_a_long_act() -> list[int]:
    """One transaction remembers a row and stays open; another remembers a later one and ends; a seal; the first ends. Gives what the
    seal covered."""
    ids = [sellable(name=name).model.pk for name in ("Redmi 9", "Redmi Note 9")]
    at = datetime.now(tz=UTC)
    seal_history(at=at)
    edit = "UPDATE catalog_devicemodel SET eligible = NOT eligible WHERE id = %s"
    long_one = signed_in()
    try:
        with long_one.cursor() as cursor, connection.cursor() as here:
            cursor.execute(edit, [ids[0]])
            here.execute(edit, [ids[1]])
            sealed = [seal.plans for seal in seal_history(at=at)]
        long_one.commit()
    finally:
        long_one.close()
    return sealed


@pytest.mark.django_db(transaction=True)
def test_a_seal_waits_for_the_longest_act_that_has_written(began: datetime) -> None:
    at = datetime.now(tz=UTC)
    assert _sealed_amid_a_long_act() == []
    assert history_faults(at=at) == []
    assert [seal.plans for seal in seal_history(at=at)] == [2]
    assert history_faults(at=at) == []


@pytest.mark.django_db(transaction=True)
def test_control_a_seal_that_does_not_wait_finds_a_fault_where_none_is(began: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_history, "_UNDER_WAY", "SELECT false")
    at = datetime.now(tz=UTC)
    assert _sealed_amid_a_long_act() == [1]
    (fault,) = history_faults(at=at)
    assert "is not what was sealed" in fault


@pytest.mark.django_db(transaction=True)
def test_an_act_that_was_open_over_a_seal_and_writes_after_it_is_no_fault(began: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long it has been open: its rows say when they were written."""
    monkeypatch.setattr(row_history, "SKEW", timedelta(0))
    key = sellable().model.pk
    long_one = signed_in()
    try:
        with long_one.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id(), now()")
            ((_, opened),) = cursor.fetchall()
            cursor.execute("SELECT clock_timestamp()")
            ((sealed_at,),) = cursor.fetchall()
            assert sealed_at > opened
            assert len(seal_history(at=sealed_at)) == 1
            cursor.execute("UPDATE catalog_devicemodel SET eligible = NOT eligible WHERE id = %s", [key])
        long_one.commit()
    finally:
        long_one.close()
    assert history_faults(at=sealed_at) == []
    assert [seal.plans for seal in seal_history(at=sealed_at)] == [1]


def test_what_waits_for_a_seal_too_long_is_a_fault(began: datetime) -> None:
    seal_history(at=began)
    DeviceModel.objects.update(eligible=False)
    assert history_faults(at=began + timedelta(hours=24)) == []
    (fault,) = history_faults(at=began + LONGEST + timedelta(hours=1))
    assert fault.endswith("wait for a seal since more than a day; look for a transaction that stays open")
    history_sealed()
    assert history_faults(at=began + LONGEST + timedelta(hours=1)) == []


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
    (fault,) = faults_now(began)
    assert fault.startswith(f"what is remembered of rows, {seal.first} to {seal.last}, is not what was sealed")
    with pytest.raises(RuntimeError, match="is not what was sealed"):
        history()


def test_a_row_that_is_added_to_a_day_gone_by_shows(began: datetime) -> None:
    (seal,) = seal_history(at=began + timedelta(hours=2))
    put_in(key=seal.last + 1, at=began)
    assert faults_now(began) == ["1 of what is remembered of rows came after the last seal and says an instant before it"]


def test_control_what_is_falsified_before_any_seal_shows_nowhere(began: datetime) -> None:
    as_owner("UPDATE history_rowchange SET actor_id = coalesce(actor_id, 0) + 1")
    assert faults_now(began) == []
