"""The app of one-time codes."""

from django.apps import AppConfig


class Otp(AppConfig):
    name = "upgrade_program.otp"
    label = "otp"
    verbose_name = "One-time codes"
