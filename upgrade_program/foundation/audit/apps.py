"""The app of the audit trail."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from upgrade_program.foundation.audit.back_door import shut


class Audit(AppConfig):
    name = "upgrade_program.foundation.audit"
    label = "audit"
    verbose_name = "Audit trail"

    def ready(self) -> None:
        post_migrate.connect(shut, sender=self)
