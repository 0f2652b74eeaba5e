"""The app of activity."""

from django.apps import AppConfig


class Activity(AppConfig):
    name = "loyalty.activity"
    label = "activity"
    verbose_name = "Check-ins and missions"
