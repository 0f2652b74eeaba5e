"""`manage.py load_catalogue`: load devices.csv and plan_prices.csv; running it again says that nothing changed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from stores.clock import now
from upgrade_program.catalog.files import FOLDER, read_devices, read_prices
from upgrade_program.catalog.services import Changes, load_catalogue
from upgrade_program.kernel.errors import Refused


class Command(BaseCommand):
    help = "Load the device catalogue and the published plan prices. Says what it changed; never overwrites what head office set by hand."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--devices", type=Path, default=FOLDER / "devices.csv", help="variants with launch day and SRP")
        parser.add_argument("--prices", type=Path, default=FOLDER / "plan_prices.csv", help="published plan prices")

    def handle(self, *, devices: Path, prices: Path, **options: Any) -> None:
        console = Console(file=self.stdout, highlight=False)  # type: ignore[arg-type]  # Django's wrapper writes like a file
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        try:
            with bar:
                task = bar.add_task("Loading the catalogue", total=None)
                changes = load_catalogue(
                    devices=read_devices(devices),
                    prices=read_prices(prices),
                    at=now(),
                    on_progress=lambda done, total: bar.update(task, completed=done, total=total),
                )
        except (Refused, OSError, UnicodeDecodeError) as no:
            raise CommandError(str(no)) from no
        self._tell(changes, quiet=options["verbosity"] == 0)

    def _tell(self, changes: Changes, *, quiet: bool) -> None:
        if quiet:
            return
        for sentence in (*changes.changed, *changes.kept):
            self.stdout.write(sentence)
        count = len(changes.changed)
        self.stdout.write(f"{count} change{'' if count == 1 else 's'}." if count else "Nothing changed.")
