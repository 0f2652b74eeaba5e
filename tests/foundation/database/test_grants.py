"""Granting is exact, repeatable, and refused to a role that could step round it."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from tests.foundation.crowd import at_once, until_waiting
from tests.foundation.database.scratch import APP, scratch, signed_in
from upgrade_program.foundation.database import roles
from upgrade_program.foundation.database.faults import CannotGrant
from upgrade_program.foundation.database.grants import grant, rights
from upgrade_program.foundation.database.owner import as_owner
from upgrade_program.foundation.database.rules import DEFINERS, RULES
from upgrade_program.foundation.database.timeouts import APP_TIMEOUTS

pytestmark = pytest.mark.django_db
TRIED = f"role_of_this_test_{os.getpid()}"  # roles are those of the whole server, where other processes test too


def say(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def ask(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def held(role: str) -> dict[str, str]:
    with connection.cursor() as cursor:
        return rights(cursor, role=role)


def test_a_role_of_any_name_is_granted_what_the_application_may() -> None:
    odd = f'role of "this" test {os.getpid()}'
    grant(role=odd)
    assert held(odd) == held(APP)
    assert grant(role=odd) == []


@pytest.fixture
def role(db: None) -> str:
    """A role that may sign in and nothing else; gone with the test's transaction."""
    say(f"CREATE ROLE {TRIED} LOGIN")
    return TRIED


def test_a_second_time_changes_nothing() -> None:
    grant(role=APP)
    assert grant(role=APP) == []


def test_what_should_not_be_is_taken_away() -> None:
    before = held(APP)
    say(
        f'GRANT ALL ON audit_auditrow, plans_plan TO "{APP}"',
        "GRANT DELETE ON billing_payment TO PUBLIC",
        f'GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO "{APP}"',
        "GRANT CREATE ON SCHEMA public TO PUBLIC",
        f'GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO "{APP}"',
    )
    assert held(APP) != before
    assert len(grant(role=APP)) > 3
    assert held(APP) == before
    assert ask(f"SELECT has_schema_privilege('{APP}', 'public', 'CREATE')") is False
    assert grant(role=APP) == []


def test_a_role_that_is_not_there_is_made_with_its_password_kept_scrambled() -> None:
    grant(role=TRIED, password="spoken-plainly")
    assert ask(f"SELECT rolcanlogin AND NOT rolsuper AND NOT rolcreatedb AND NOT rolcreaterole FROM pg_roles WHERE rolname = '{TRIED}'")
    kept = ask(f"SELECT rolpassword FROM pg_authid WHERE rolname = '{TRIED}'")
    assert kept.startswith("SCRAM-SHA-256$")
    assert "plainly" not in kept
    assert held(TRIED)["audit_auditrow"] == "SELECT, INSERT"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
def test_two_owners_that_set_its_password_at_once_both_do(guarded: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A role is the whole server's, and other databases of it migrate too: PostgreSQL refuses the second when the first commits."""
    if not guarded:
        monkeypatch.setattr(roles, "_TRIES", 1)
    say(f"CREATE ROLE {TRIED} LOGIN")
    first_has_set_it = Event()

    def owner(number: int) -> None:
        assert number == 0 or first_has_set_it.wait(25)
        with transaction.atomic(), connection.cursor() as cursor:
            roles.ensure_role(cursor, name=TRIED, password="spoken-plainly")
            if number == 0:
                first_has_set_it.set()
                until_waiting()

    try:
        first, second = at_once(2, owner)
    finally:
        say(f"DROP ROLE {TRIED}")
    assert first is None
    assert second is None if guarded else "concurrently updated" in str(second)


@pytest.mark.parametrize("law", DEFINERS)
def test_a_trigger_that_writes_runs_as_the_owner_with_a_path_nobody_bends(law: str) -> None:
    say("CREATE OR REPLACE FUNCTION x() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    found = "SELECT prosecdef, array_to_string(proconfig, ' ') FROM pg_proc WHERE proname LIKE %s OR proname = %s"
    with connection.cursor() as cursor:
        cursor.execute(found, [f"pgtrigger_{law}_%", law])
        assert cursor.fetchall() == [(True, "search_path=pg_catalog, public, pg_temp")]
        cursor.execute("SELECT count(*) FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace")
        assert cursor.fetchone() == (len(DEFINERS),)
    grant(role=APP)
    assert ask(f"SELECT has_function_privilege('{APP}', 'x()', 'EXECUTE')") is False, "a new function is nobody's to call"


@pytest.mark.parametrize(
    ("made", "words", "remedy"),
    [
        ("ALTER ROLE {role} SUPERUSER", "super", "NOSUPERUSER"),
        ("ALTER ROLE {role} CREATEROLE BYPASSRLS", "createrole, bypassrls", "NOCREATEROLE NOBYPASSRLS"),
        ("GRANT pg_read_all_data TO {role}", "member of pg_read_all_data", "REVOKE pg_read_all_data FROM"),
        ("CREATE TABLE mine (id int); ALTER TABLE mine OWNER TO {role}", "owns 1 tables", "REASSIGN OWNED BY"),
    ],
)
def test_a_role_that_could_step_round_is_refused_with_the_remedy(role: str, made: str, words: str, remedy: str) -> None:
    say(made.format(role=role))
    with pytest.raises(CannotGrant) as no:
        grant(role=role)
    assert words in str(no.value)
    assert remedy in str(no.value)
    assert set(held(role).values()) == {""}, "and nothing was granted"


def test_the_one_who_migrates_is_not_the_one_who_runs() -> None:
    with pytest.raises(CannotGrant, match="is to run the application too"):
        grant(role=str(ask("SELECT current_user::text")))


def test_an_owner_that_may_make_no_role_says_what_an_administrator_does(role: str) -> None:
    say(f"SET LOCAL ROLE {role}")
    with pytest.raises(CannotGrant, match='CREATE ROLE "nobody_yet" LOGIN'):
        grant(role="nobody_yet")


def test_the_commands_say_what_they_did(monkeypatch: pytest.MonkeyPatch) -> None:
    say(f'GRANT DELETE ON audit_auditrow TO "{APP}"')
    said = io.StringIO()
    call_command("grant_app_role", stdout=said)
    assert "audit_auditrow: SELECT, INSERT" in said.getvalue()
    monkeypatch.setattr(settings, "APP_ROLE", {})
    with pytest.raises(CommandError, match="DATABASE_OWNER_URL is not set"):
        call_command("grant_app_role")


def test_two_urls_of_two_databases_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATABASE_OWNER", {**connection.settings_dict, "NAME": "elsewhere"})
    with pytest.raises(CannotGrant, match="names the database elsewhere"), as_owner():
        pass


def test_every_rule_is_one_of_few_shapes() -> None:
    assert all(rule.insert or not rule.update for rule in RULES.values()), "what is not added to is not changed either"


@pytest.fixture
def copy(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    with django_db_blocker.unblock(), scratch(suffix="grants") as name:
        yield name


class TestSignedIn:
    """A real sign-in as the role, to a copy of the database."""

    pytestmark = [pytest.mark.django_db(transaction=True)]

    def test_the_timeouts_come_with_the_role_and_the_owner_has_none(self, copy: str) -> None:
        grant(role=APP)
        for user, wanted in ((APP, dict(APP_TIMEOUTS)), (None, dict.fromkeys(APP_TIMEOUTS, "0"))):
            wire = signed_in(user)
            with wire.cursor() as cursor:
                found = {}
                for name in APP_TIMEOUTS:
                    cursor.execute(f"SHOW {name}")
                    (found[name],) = cursor.fetchone()
            wire.close()
            assert found == wanted

    def test_deploy_check_warns_of_an_owner_and_is_content_with_the_role(self, copy: str, monkeypatch: pytest.MonkeyPatch) -> None:
        grant(role=APP)

        def warnings() -> list[str]:
            found = run_checks(tags=["database"], include_deployment_checks=True, databases=["default"])
            return [message.id for message in found if str(message.id).startswith("database.")]

        assert warnings() == ["database.W001"]
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "USER", APP)
        assert warnings() == []
        connection.close()

    def test_migrate_works_as_the_owner_while_the_application_is_the_role(self, copy: str, monkeypatch: pytest.MonkeyPatch) -> None:
        owner = dict(connection.settings_dict)
        monkeypatch.setattr(settings, "DATABASE_OWNER", owner)
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "USER", APP)
        said = io.StringIO()
        call_command("migrate", "plans", "0001", verbosity=1, stdout=said)
        call_command("migrate", verbosity=1, stdout=said)
        assert "Unapplying plans.0002_first_terms" in said.getvalue()
        assert ask("SELECT current_user::text") == APP, "afterwards it is the role again"
        assert ask("SELECT count(*) FROM plans_termstier") > 0
        connection.close()

    def test_with_one_role_migrate_says_so(self, copy: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "APP_ROLE", {})
        said = io.StringIO()
        call_command("migrate", verbosity=1, stdout=io.StringIO(), stderr=said)
        assert "one role migrates and runs" in said.getvalue()
