from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    name = "upgrade_program.foundation.database"
    label = "database"
    verbose_name = "database roles"

    def ready(self) -> None:
        from upgrade_program.foundation.database import checks  # noqa: F401  (registers itself)
