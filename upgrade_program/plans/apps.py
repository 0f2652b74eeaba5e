"""The app of the promise."""

from django.apps import AppConfig


class Plans(AppConfig):
    name = "upgrade_program.plans"
    label = "plans"
    verbose_name = "Smart Upgrade plans"
