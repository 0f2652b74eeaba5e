"""`manage.py retry_messages [--template plan.sold]`: once the gateway is mended, messages that were given up set out again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from stores.clock import now
from upgrade_program.messaging.services import retry_parked


class Command(BaseCommand):
    help = "Gives messages that were given up ten new tries."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--template", default="", help="only this template, such as plan.sold")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{retry_parked(at=now(), template=options['template'])} messages set out again.")
