"""`manage.py restore FILE`: a backup into an empty database."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console

from upgrade_program.foundation.backup.faults import CannotRestore
from upgrade_program.foundation.backup.server import server_of
from upgrade_program.foundation.backup.services import restore


class Command(BaseCommand):
    help = "Fills an EMPTY database from FILE, compares it with the backup's label, grants the application its rights, verifies the trail."
    requires_system_checks: list[str] = []  # the database is empty

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with Console(stderr=True).status("restoring"):
                made = restore(server=server_of(os.environ), file=options["file"].absolute())
        except CannotRestore as no:
            raise CommandError(str(no)) from no
        rows = sum(made.rows.values())
        self.stdout.write(f"{rows} rows of {len(made.rows)} tables restored, each table as it was on {made.made_at}")
        if settings.APP_ROLE:
            call_command("grant_app_role", stdout=self.stdout)
        call_command("verify_audit", stdout=self.stdout)
