"""`manage.py retry_parked [--topic plan.sold]`: after its cause is mended, parked news sets out again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from upgrade_program.foundation.outbox.services import retry_parked


class Command(BaseCommand):
    help = "Gives parked outbox messages ten new tries."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--topic", default="", help="only this topic, such as plan.sold")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()  # noqa: TID251  (a command is the edge; the stores' clock stands above the foundation)
        self.stdout.write(f"{retry_parked(at=at, topic=options['topic'])} parked messages set out again.")
