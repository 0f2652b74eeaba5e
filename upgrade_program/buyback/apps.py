"""The app of claims and settlements."""

from django.apps import AppConfig


class Buyback(AppConfig):
    name = "upgrade_program.buyback"
    label = "buyback"
    verbose_name = "Claims and settlements"
