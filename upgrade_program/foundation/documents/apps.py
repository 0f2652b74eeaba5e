"""The app of printed documents."""

from __future__ import annotations

from django.apps import AppConfig


class Documents(AppConfig):
    name = "upgrade_program.foundation.documents"
    label = "documents"
    verbose_name = "Printed documents"
