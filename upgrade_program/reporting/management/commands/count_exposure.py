"""`manage.py count_exposure`: bring what is owed up to now; `--anew` from all plans; `--check` ends with 1 where it differs from them."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from stores.clock import now, store_today
from upgrade_program.reporting.exposure.checking import check
from upgrade_program.reporting.exposure.counting import build, count


class Command(BaseCommand):
    help = "Counts what the brand owes for all live plans, by store, model and bill month."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anew", action="store_true", help="count all plans from nothing")
        parser.add_argument("--check", action="store_true", help="compare with one GROUP BY over the plans")

    def handle(self, *args: Any, **options: Any) -> None:
        on, at = store_today(), now()
        if options["anew"] and not build(on=on, at=at):
            self.stdout.write(self.style.ERROR("Somebody else is counting; try again."))
            sys.exit(1)
        heard = count(on=on, at=at)
        self.stdout.write(self.style.SUCCESS(f"Counted through {on}: {heard} pieces of news."))
        if options["check"]:
            found = check(on=on, at=at)
            self.stdout.write(str(found) if found else "Every step is the sum of its plans.")
            sys.exit(1 if found else 0)
