"""The app of the points ledger."""

from django.apps import AppConfig


class Ledger(AppConfig):
    name = "loyalty.ledger"
    label = "ledger"
    verbose_name = "Points ledger"
