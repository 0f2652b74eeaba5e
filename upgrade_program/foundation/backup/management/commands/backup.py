"""`manage.py backup FILE`: the whole database into one file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console

from upgrade_program.foundation.backup.faults import CannotBackUp
from upgrade_program.foundation.backup.server import server_of
from upgrade_program.foundation.backup.services import back_up


class Command(BaseCommand):
    help = "Writes the whole database, as it stands at one instant, into FILE and its label into FILE.json. Sales go on meanwhile."
    requires_system_checks: list[str] = []  # a backup must be possible when something is wrong

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"].absolute()
        try:
            with Console(stderr=True).status("backing up"):
                made = back_up(server=server_of(os.environ), file=file, at=timezone.now())  # noqa: TID251  (a command is the edge)
        except CannotBackUp as no:
            raise CommandError(str(no)) from no
        rows = sum(made.rows.values())
        self.stdout.write(self.style.SUCCESS(f"{rows} rows of {len(made.rows)} tables in {file} ({made.size} bytes) and {file.name}.json"))
