"""The app of this interface; it owns URLs and templates and no tables."""

from django.apps import AppConfig


class Counter(AppConfig):
    name = "upgrade_program.interfaces.counter"
    label = "counter"
