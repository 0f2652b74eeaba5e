"""The app of row history."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from upgrade_program.foundation.history.remembering import attach


class History(AppConfig):
    name = "upgrade_program.foundation.history"
    label = "history"
    verbose_name = "History of rows"

    def ready(self) -> None:
        post_migrate.connect(attach, sender=self)
