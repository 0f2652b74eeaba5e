"""The app of the demo."""

from django.apps import AppConfig


class Demo(AppConfig):
    name = "upgrade_program.demo"
    label = "demo"
    verbose_name = "Demo data"

    def ready(self) -> None:
        from upgrade_program.demo import checks  # noqa: F401  (registers itself)
