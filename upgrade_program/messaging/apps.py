"""The app of messaging."""

from django.apps import AppConfig


class Messaging(AppConfig):
    name = "upgrade_program.messaging"
    label = "messaging"
    verbose_name = "Messages"

    def ready(self) -> None:
        from upgrade_program.messaging import checks  # noqa: F401  (registers itself)
