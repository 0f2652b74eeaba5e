"""The app of remembered requests."""

from django.apps import AppConfig


class Requests(AppConfig):
    name = "upgrade_program.foundation.requests"
    label = "requests"
    verbose_name = "Remembered requests"
