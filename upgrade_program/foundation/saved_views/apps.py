"""The app of saved views."""

from __future__ import annotations

from django.apps import AppConfig


class SavedViews(AppConfig):
    name = "upgrade_program.foundation.saved_views"
    label = "saved_views"
    verbose_name = "Saved views"
