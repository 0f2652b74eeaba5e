"""`manage.py grant_app_role`: the rights of the application's role, as `migrate` gives them, without migrating."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from upgrade_program.foundation.database.faults import CannotGrant
from upgrade_program.foundation.database.grants import grant
from upgrade_program.foundation.database.owner import as_owner


class Command(BaseCommand):
    help = "Gives the role of DATABASE_URL exactly the rights it needs, as the owner (DATABASE_OWNER_URL). Safe to repeat."
    requires_system_checks: list[str] = []  # after a restore the database is not yet readable for the application

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.APP_ROLE:
            raise CommandError("DATABASE_OWNER_URL is not set, so there is one role only, and nothing to grant it.")
        try:
            with as_owner():
                changed = grant(role=settings.APP_ROLE["USER"], password=settings.APP_ROLE["PASSWORD"])
        except CannotGrant as no:
            raise CommandError(str(no)) from no
        for line in changed:
            self.stdout.write(line)
        self.stdout.write(self.style.SUCCESS(f"{settings.APP_ROLE['USER']}: {len(changed)} rights changed"))
