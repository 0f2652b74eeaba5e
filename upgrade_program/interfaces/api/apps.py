"""The app of this interface; it owns URLs and templates and no tables."""

from django.apps import AppConfig


class Api(AppConfig):
    name = "upgrade_program.interfaces.api"
    label = "api"
