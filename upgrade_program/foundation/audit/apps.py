"""The app of the audit trail."""

from django.apps import AppConfig


class Audit(AppConfig):
    name = "upgrade_program.foundation.audit"
    label = "audit"
    verbose_name = "Audit trail"
