"""The app of approvals."""

from __future__ import annotations

from django.apps import AppConfig


class Approvals(AppConfig):
    name = "upgrade_program.foundation.approvals"
    label = "approvals"
    verbose_name = "Approvals"
