from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "upgrade_program.foundation.ui"
    label = "ui"
