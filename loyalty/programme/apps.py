"""The app of the loyalty programme."""

from django.apps import AppConfig


class Programme(AppConfig):
    name = "loyalty.programme"
    label = "programme"
    verbose_name = "Loyalty programme"
