"""The app of the outbox."""

from django.apps import AppConfig


class Outbox(AppConfig):
    name = "upgrade_program.foundation.outbox"
    label = "outbox"
    verbose_name = "Outbox"
