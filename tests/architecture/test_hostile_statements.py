"""The database itself refuses what no code of ours would ever do (reliability S13): each statement of the battery, by right or by law."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from pytest_django import DjangoDbBlocker

from tests.architecture.hostile import BATTERY as ELSEWHERE
from tests.architecture.hostile import Hostile
from tests.architecture.hostile_activity import ACTIVITY
from tests.architecture.hostile_claims import CLAIMS
from tests.architecture.hostile_exposure import EXPOSURE
from tests.architecture.hostile_history import HISTORY
from tests.architecture.hostile_points import POINTS
from tests.architecture.hostile_prices import CHANGES
from tests.architecture.hostile_programme import PROGRAMME
from tests.architecture.hostile_promises import PROMISES
from tests.architecture.hostile_stops import STOPS
from tests.architecture.hostile_terms import TERMS, WITHDRAWN
from tests.architecture.hostile_tokens import TOKENS
from tests.architecture.hostile_trials import TRIALS
from tests.architecture.hostile_waivers import WAIVERS
from tests.architecture.lawful import LAWFUL
from tests.architecture.victims import shop
from tests.foundation.database.scratch import APP, scratch, signed_in

pytestmark = pytest.mark.django_db
NO_RIGHT = "42501"
BATTERY = [
    *ELSEWHERE,
    *PROMISES,
    *CLAIMS,
    *TOKENS,
    *WAIVERS,
    *POINTS,
    *PROGRAMME,
    *ACTIVITY,
    *CHANGES,
    *STOPS,
    *EXPOSURE,
    *HISTORY,
    *TERMS,
    *WITHDRAWN,
    *TRIALS,
]


class Desk:
    """The shop, and a session with its database as each role."""

    def __init__(self) -> None:
        self.names = shop()
        self.app, self.owner = signed_in(APP), signed_in()
        self.names["owner"] = self.owner.info.user

    def sql(self, text: str) -> tuple[str, dict[str, Any]]:
        return text.replace("{owner}", f'"{self.names["owner"]}"').replace("%(database)s", self.names["database"]), self.names

    def attempt(self, wire: Any, text: str, *, first: str = "") -> psycopg2.Error | int:
        """The fault, or how many rows the last statement touched. Deferred laws are asked at once; nothing is kept."""
        try:
            with wire.cursor() as cursor:
                if first:
                    cursor.execute(first)
                cursor.execute(*self.sql(text))
                touched = int(cursor.rowcount)
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                return touched
        except psycopg2.Error as fault:
            return fault
        finally:
            wire.rollback()


@pytest.fixture(scope="module")
def desk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Desk]:
    with django_db_blocker.unblock(), scratch(suffix="hostile"):
        desk = Desk()
        yield desk
        desk.app.close()
        desk.owner.close()


def _title(row: Hostile) -> str:
    return f"{row.aim}: {row.law or row.words}"


def test_the_battery_is_large_and_has_no_double() -> None:
    assert len(BATTERY) >= 50
    assert len({row.sql for row in BATTERY}) == len(BATTERY)


@pytest.mark.parametrize("row", BATTERY, ids=_title)
def test_refused(desk: Desk, row: Hostile) -> None:
    fault = desk.attempt(desk.app, row.sql)
    assert isinstance(fault, psycopg2.Error), f"the database let it pass ({fault} rows)"
    if row.law:
        assert (fault.diag.constraint_name or fault.diag.column_name or "").startswith(row.law), fault
    else:
        assert fault.pgcode == NO_RIGHT, fault
        assert row.words.replace("{owner}", desk.names["owner"]).replace("%(database)s", desk.names["database"]) in str(fault)


@pytest.mark.parametrize("row", BATTERY, ids=_title)
def test_control_with_the_guard_off_it_passes_or_meets_another(desk: Desk, row: Hostile) -> None:
    """As the owner, and without the one law: a battery that only counted refusals would pass for the wrong reason."""
    outcome = desk.attempt(desk.owner, row.sql, first=_without(desk, row.law) if row.law else "")
    if row.law:
        assert getattr(getattr(outcome, "diag", None), "constraint_name", None) != row.law
        assert outcome != 0, "it touches no row: it would prove nothing"
    elif isinstance(outcome, psycopg2.Error):
        assert outcome.pgcode != NO_RIGHT


@pytest.mark.parametrize("what", LAWFUL, ids=str)
def test_the_legitimate_ones_pass(desk: Desk, what: str) -> None:
    outcome = desk.attempt(desk.app, LAWFUL[what])
    assert not isinstance(outcome, psycopg2.Error), outcome
    assert outcome >= 1, "it touches no row: it would prove nothing"


def test_a_right_is_not_passed_on(desk: Desk) -> None:
    """GRANT by somebody who may not is a warning only, and gives nothing."""
    for statement in ("GRANT ALL ON plans_plan TO PUBLIC", "REVOKE ALL ON plans_plan FROM CURRENT_USER"):
        with desk.app.cursor() as cursor:
            before = _acl(cursor)
            cursor.execute(statement)
            assert _acl(cursor) == before
        desk.app.rollback()


def test_a_forged_place_in_the_trail_is_overwritten(desk: Desk) -> None:
    """Whoever adds a row to the trail adds it at the end, chained: number, time and hash are not the writer's."""
    with desk.app.cursor() as cursor:
        cursor.execute("SELECT max(seq) FROM audit_auditrow WHERE chain = %(store)s", desk.names)
        (last,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO audit_auditrow (chain, seq, at, actor_role, verb, subject, reason, prev, hash)"
            " VALUES (%(store)s, 1, %(at)s, 'system', 'forged', 'plan:1', '', 'mine', 'mine') RETURNING seq, length(prev), length(hash)",
            desk.names,
        )
        assert cursor.fetchone() == (last + 1, 64, 64)
    desk.app.rollback()


def _acl(cursor: Any) -> str:
    cursor.execute("SELECT relacl::text FROM pg_class WHERE relname = 'plans_plan'")
    return str(cursor.fetchone()[0])


def _without(desk: Desk, law: str) -> str:
    """The statement that takes one law away: every trigger that raises it, or the constraint, the index or the NOT NULL of that name."""
    with desk.owner.cursor() as cursor:
        cursor.execute(
            "SELECT format('DROP TRIGGER %%I ON %%s', tgname, tgrelid::regclass) FROM pg_trigger JOIN pg_proc f ON f.oid = tgfoid"
            " WHERE NOT tgisinternal AND strpos(f.prosrc, %(quoted)s) > 0"
            " UNION ALL SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I CASCADE', conrelid::regclass, conname) FROM pg_constraint"
            " WHERE starts_with(conname, %(law)s) AND conrelid > 0"
            " UNION ALL SELECT format('DROP INDEX %%s', indexrelid::regclass) FROM pg_index JOIN pg_class c ON c.oid = indexrelid"
            " WHERE c.relname = %(law)s AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)"
            " UNION ALL SELECT format('ALTER TABLE %%s ALTER %%I DROP NOT NULL', attrelid::regclass, attname) FROM pg_attribute"
            " WHERE attrelid = 'audit_auditrow'::regclass AND attname = %(law)s",
            {"law": law, "quoted": f"CONSTRAINT = '{law}'"},
        )
        found = [statement for (statement,) in cursor.fetchall()]
    assert found, f"no law of the name {law}"
    return "; ".join(found)
