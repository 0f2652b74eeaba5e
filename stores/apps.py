"""The app of stores and staff."""

from django.apps import AppConfig


class Stores(AppConfig):
    name = "stores"
    label = "stores"
    verbose_name = "Stores and staff"

    def ready(self) -> None:
        from stores import receivers  # noqa: F401  (connects the ends of tokens to password changes)
