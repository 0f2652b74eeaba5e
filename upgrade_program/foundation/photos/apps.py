"""The app of photos."""

from __future__ import annotations

from django.apps import AppConfig


class Photos(AppConfig):
    name = "upgrade_program.foundation.photos"
    label = "photos"
    verbose_name = "Photos"
