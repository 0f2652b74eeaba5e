"""The app of the API; it owns URLs and one template and no tables."""

from django.apps import AppConfig


class Api(AppConfig):
    name = "upgrade_program.interfaces.api"
    label = "api"

    def ready(self) -> None:
        from upgrade_program.interfaces.api import schema  # noqa: F401  (tells the schema generator of the bearer token)
