"""`manage.py verify_ledger`: go through every account and prove its balances; ends with 1 when anything is wrong."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from loyalty.ledger.models import Account
from loyalty.ledger.queries import Fault, audited, last_account


class Command(BaseCommand):
    help = "Verifies the points ledger, account by account: balances against journal, lots, moves and holds."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at-once", type=int, default=20_000, metavar="N", help="accounts a statement")

    def handle(self, *args: Any, **options: Any) -> None:
        found = self._verify(options["at_once"])
        for fault in found:
            self.stdout.write(self.style.ERROR(str(fault)))
        accounts = Account.objects.count()
        if found:
            bad = len({fault.account_id for fault in found})
            self.stdout.write(self.style.ERROR(f"{len(found)} faults in {bad} of {accounts} accounts."))
            sys.exit(1)
        self.stdout.write(self.style.SUCCESS(f"{accounts} accounts verified, no fault."))

    def _verify(self, at_once: int) -> list[Fault]:
        found: list[Fault] = []
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            bar = progress.add_task("accounts", total=last_account())
            for through, faults in audited(chunk=at_once):
                found += faults
                progress.update(bar, completed=through)
        return found
