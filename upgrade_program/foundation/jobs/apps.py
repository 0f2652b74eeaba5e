"""The app of jobs' last runs."""

from django.apps import AppConfig


class Jobs(AppConfig):
    name = "upgrade_program.foundation.jobs"
    label = "jobs"
    verbose_name = "Jobs"

    def ready(self) -> None:
        from upgrade_program.foundation.jobs import listening  # noqa: F401  (connects to Celery's signals)
