"""A backup is whole, proves itself, and refuses to be mistaken. Reliability R15."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.factories.plans import consent_texts, programme, sellable, sold, tax_rule
from upgrade_program.foundation.backup import label
from upgrade_program.foundation.backup.contents import rows_of_all
from upgrade_program.foundation.backup.faults import CannotBackUp, CannotRestore
from upgrade_program.foundation.backup.server import Server, program, server_of
from upgrade_program.foundation.backup.services import back_up, restore
from upgrade_program.kernel.actor import Actor

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2027, 5, 3, 6, 12, tzinfo=UTC)


@pytest.fixture
def server() -> Server:
    """The test's own database."""
    found = server_of(os.environ)
    return replace(found, variables={**found.variables, "PGDATABASE": str(connection.settings_dict["NAME"])})


@pytest.fixture
def empty(server: Server) -> Iterator[Server]:
    """A database beside it with nothing in it."""
    name = f"{server.variables['PGDATABASE']}_empty"
    _outside(server, f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"')
    yield replace(server, variables={**server.variables, "PGDATABASE": name})
    _outside(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def shop(clerk: Actor) -> None:
    programme(), tax_rule(), consent_texts()
    variant = sellable()
    for serial in range(3):
        sold(actor=clerk, variant=variant, phone_invoice_number=f"B/{serial}")


def _outside(server: Server, *statements: str) -> None:
    outside = replace(server, variables={**server.variables, "PGDATABASE": "postgres"}).connect()
    outside.autocommit = True
    with outside.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    outside.close()


def _rows(server: Server) -> dict[str, int]:
    with server.connect() as wire, wire.cursor() as cursor:
        rows = rows_of_all(cursor)
    wire.close()
    return rows


def _laws(server: Server) -> list[tuple[str, ...]]:
    """Every constraint, trigger and index: what a restore must bring back beside the rows. (Conditions are worded anew.)"""
    with server.connect() as wire, wire.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, contype::text FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace"
            " UNION ALL SELECT tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal"
            " UNION ALL SELECT tablename, indexname, split_part(indexdef, ' WHERE ', 1) FROM pg_indexes WHERE schemaname = 'public'"
            " ORDER BY 1, 2, 3"
        )
        found = cursor.fetchall()
    wire.close()
    return list(found)


def test_what_was_backed_up_comes_back_whole_with_its_laws(shop: None, server: Server, empty: Server, tmp_path: Path) -> None:
    made = back_up(server=server, file=tmp_path / "shop.backup", at=AT)
    assert made.rows["public.plans_plan"] == 3
    assert (tmp_path / "shop.backup").stat().st_mode & 0o777 == 0o600
    restore(server=empty, file=tmp_path / "shop.backup")
    assert _rows(empty) == _rows(server) == made.rows
    assert _laws(empty) == _laws(server)
    with empty.connect() as wire, wire.cursor() as cursor:  # the sequences too: the next row finds its place
        cursor.execute("SELECT nextval(pg_get_serial_sequence('plans_plan', 'id')) > max(id) FROM plans_plan")
        assert cursor.fetchone() == (True,)
    wire.close()


def test_the_commands_do_it_and_verify_the_audit_trail(
    shop: None, server: Server, empty: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = io.StringIO()
    monkeypatch.setenv("DATABASE_OWNER_URL", f"postgres:///{server.variables['PGDATABASE']}")
    monkeypatch.setenv("PGUSER", server.variables["PGUSER"])
    call_command("backup", tmp_path / "b", stdout=said)
    monkeypatch.setenv("DATABASE_OWNER_URL", f"postgres:///{empty.variables['PGDATABASE']}")
    call_command("restore", tmp_path / "b", stdout=said)
    assert "rows of" in said.getvalue()
    assert "verified, no fault" in said.getvalue()


def test_a_database_with_tables_is_not_restored_into(shop: None, server: Server, tmp_path: Path) -> None:
    back_up(server=server, file=tmp_path / "b", at=AT)
    before = _rows(server)
    with pytest.raises(CannotRestore, match=r"holds \d+ tables already"):
        restore(server=server, file=tmp_path / "b")
    assert _rows(server) == before


def test_a_changed_file_is_not_restored(server: Server, empty: Server, tmp_path: Path) -> None:
    back_up(server=server, file=tmp_path / "b", at=AT)
    content = bytearray((tmp_path / "b").read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "b").write_bytes(content)
    with pytest.raises(CannotRestore, match="not the file that its label was written for"):
        restore(server=empty, file=tmp_path / "b")
    assert _rows(empty) == {}


def test_a_backup_with_other_rows_than_its_label_says_is_found_out(server: Server, empty: Server, tmp_path: Path) -> None:
    made = back_up(server=server, file=tmp_path / "b", at=AT)
    label.write(tmp_path / "b", replace(made, rows={**made.rows, "public.plans_plan": 4711}))
    with pytest.raises(CannotRestore, match=r"not what was backed up: public\.plans_plan"):
        restore(server=empty, file=tmp_path / "b")


@pytest.mark.parametrize("missing", ["", ".json"])
def test_both_files_are_needed(server: Server, empty: Server, tmp_path: Path, missing: str) -> None:
    back_up(server=server, file=tmp_path / "b", at=AT)
    (tmp_path / f"b{missing}").unlink()
    with pytest.raises(CannotRestore):
        restore(server=empty, file=tmp_path / "b")
    assert _rows(empty) == {}


def test_nothing_is_written_over(server: Server, tmp_path: Path) -> None:
    (tmp_path / "b").write_text("mine")
    with pytest.raises(CannotBackUp, match="exists already"):
        back_up(server=server, file=tmp_path / "b", at=AT)
    assert (tmp_path / "b").read_text() == "mine"
    assert [file.name for file in tmp_path.iterdir()] == ["b"]


def test_a_dump_that_fails_leaves_no_file(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Server, "environment", lambda self: dict(os.environ) | dict(self.variables) | {"PGDATABASE": "nowhere-at-all"})
    with pytest.raises(CannotBackUp, match="pg_dump could not do it"):
        back_up(server=server, file=tmp_path / "b", at=AT)
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_what_went_wrong(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="does not exist"):
        call_command("restore", tmp_path / "nothing")
    with pytest.raises(CommandError, match="does not exist"):
        call_command("backup", tmp_path / "no" / "where")


def test_a_program_older_than_the_server_is_not_taken() -> None:
    assert program("pg_dump", major=15) is not None
    assert program("pg_dump", major=99) is None
