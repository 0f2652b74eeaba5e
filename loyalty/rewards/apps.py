"""The app of rewards."""

from django.apps import AppConfig


class Rewards(AppConfig):
    name = "loyalty.rewards"
    label = "rewards"
    verbose_name = "Rewards"
