"""Backing up and restoring. Source: reliability R15: one command each, and a restore that proves itself."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from upgrade_program.foundation.backup import label
from upgrade_program.foundation.backup.contents import rows_of_all, tables
from upgrade_program.foundation.backup.faults import CannotBackUp, CannotRestore
from upgrade_program.foundation.backup.label import Label
from upgrade_program.foundation.backup.server import Server, program


def back_up(*, server: Server, file: Path, at: datetime) -> Label:
    """Write the whole database as it stands at one instant into `file` (PostgreSQL's custom form) with its label beside it.

    Sales go on meanwhile: dump and counts read one snapshot. Refuses (`CannotBackUp`) to write over a file, a folder that is not
    there, and whatever pg_dump refuses; then neither file stands. Files are readable by their owner only: they hold customers' data.
    """
    if file.exists() or label.place_of(file).exists():
        raise CannotBackUp(f"{file} or its label exists already. Name another file.")
    if not file.parent.is_dir():
        raise CannotBackUp(f"The folder {file.parent} does not exist.")
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        rows = _dump(server, part)
        _flush(part)
        made = Label(made_at=at.isoformat(), sha256=label.digest(part), size=part.stat().st_size, rows=rows)
        label.write(file, made)
        part.rename(file)
    except BaseException:
        part.unlink(missing_ok=True)
        label.place_of(file).unlink(missing_ok=True)
        raise
    return made


def restore(*, server: Server, file: Path) -> Label:
    """Fill an empty database from a backup, in one transaction, and compare the rows of every table with the label.

    Refuses (`CannotRestore`) a database that holds any table, a file that differs from its label, and whatever pg_restore refuses;
    then the database is as it was.
    """
    expected = label.read(file)
    with server.connect() as connection, connection.cursor() as cursor:
        found = tables(cursor)
    connection.close()
    if found:
        raise CannotRestore(f"The database holds {len(found)} tables already. Restore into an empty one: createdb makes it.")
    # Rights are given anew afterwards (`grant_app_role`): the role they were given to may not exist here.
    whole = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-acl"]
    _run("pg_restore", [*whole, "--dbname", server.variables["PGDATABASE"], str(file)], server, CannotRestore)
    with server.connect() as connection, connection.cursor() as cursor:
        found_rows = rows_of_all(cursor)
    connection.close()
    wrong = sorted(name for name in expected.rows.keys() | found_rows.keys() if expected.rows.get(name) != found_rows.get(name))
    if wrong:
        raise CannotRestore(f"Restored, but not what was backed up: {', '.join(wrong)}. Do not use this database.")
    return expected


def _dump(server: Server, part: Path) -> dict[str, int]:
    """Dump into `part` and count the same snapshot."""
    connection = server.connect()
    try:
        connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            _run("pg_dump", ["--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={part}"], server, CannotBackUp)
            return rows_of_all(cursor)
    finally:
        connection.close()


def _run(name: str, arguments: Sequence[str], server: Server, refusal: type[CannotBackUp | CannotRestore]) -> None:
    major = _major(server)
    found = program(name, major=major)
    if found is None:
        raise refusal(f"{name} of PostgreSQL {major} or newer is missing. On Debian and Ubuntu: apt-get install postgresql-client-{major}")
    ended = subprocess.run([found, *arguments], env=server.environment(), capture_output=True, text=True, check=False)  # noqa: S603  (a program found on the path, no shell)
    if ended.returncode != 0:
        raise refusal(f"{name} could not do it: {ended.stderr.strip()[-2000:]}")


def _major(server: Server) -> int:
    with server.connect() as connection:
        version: int = connection.server_version
    connection.close()
    return version // 10_000


def _flush(file: Path) -> None:
    with file.open("rb") as content:
        os.fsync(content.fileno())
