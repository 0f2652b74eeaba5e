"""`manage.py load_demo`: make the demo once; running it again says that it is there."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from stores.clock import now
from upgrade_program.demo.making import load_demo
from upgrade_program.kernel.errors import Refused


class Command(BaseCommand):
    help = "Make demo stores, people and plans on an empty database, all or nothing, with DEMO=1 only."

    def handle(self, **options: Any) -> None:
        console = Console(file=self.stdout, highlight=False)  # type: ignore[arg-type]  # Django's wrapper writes like a file
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        try:
            with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
                task = bar.add_task("Selling the demo's plans", total=None)
                mark = load_demo(at=now(), on_progress=lambda done, total: bar.update(task, completed=done, total=total))
        except Refused as no:
            raise CommandError(str(no)) from no
        if options["verbosity"]:
            self.stdout.write(f"{mark.plans} plans made." if mark else "The demo is there already.")
