from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "upgrade_program.reporting"
    label = "reporting"
    verbose_name = "Reports"
