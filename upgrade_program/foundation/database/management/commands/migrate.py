"""`manage.py migrate`, as the owner (DATABASE_OWNER_URL), and then the rights of the application's role."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate

from upgrade_program.foundation.database.faults import CannotGrant
from upgrade_program.foundation.database.grants import grant
from upgrade_program.foundation.database.owner import as_owner


class Command(migrate.Command):
    help = f"{migrate.Command.help} Works as the owner of the database and then grants the application's role its rights."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with as_owner(using=options["database"]):
                super().handle(*args, **options)
                if not options["plan"] and not options["check_unapplied"]:
                    self._grant(using=options["database"], talks=options["verbosity"] >= 1)
        except CannotGrant as no:
            raise CommandError(str(no)) from no

    def _grant(self, *, using: str, talks: bool) -> None:
        if settings.APP_ROLE:
            changed = grant(role=settings.APP_ROLE["USER"], password=settings.APP_ROLE["PASSWORD"], using=using)
            if talks and changed:
                self.stdout.write(f"Rights of the role {settings.APP_ROLE['USER']}: {len(changed)} changed.")
        elif talks:
            self.stderr.write(
                "DATABASE_OWNER_URL is not set: one role migrates and runs, and no right of the database holds the application back."
            )
