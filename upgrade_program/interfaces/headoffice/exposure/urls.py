"""Addresses of what is owed, inside the admin's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from upgrade_program.interfaces.headoffice.exposure.calendar import cliffs
from upgrade_program.interfaces.headoffice.exposure.listed import export, plans
from upgrade_program.interfaces.headoffice.exposure.overview import exposure


def exposure_urls(guarded: Callable[[Any], Any]) -> list[URLPattern]:
    """The pages, each behind the admin's door (`guarded` is the site's `admin_view`)."""
    return [
        path("exposure/", guarded(exposure), name="exposure"),
        path("exposure/calendar/", guarded(cliffs), name="exposure_calendar"),
        path("exposure/plans/", guarded(plans), name="exposure_plans"),
        path("exposure/export/", guarded(export), name="exposure_export"),
    ]
