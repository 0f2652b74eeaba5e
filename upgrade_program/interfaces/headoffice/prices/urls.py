"""Addresses of the pricing desk, inside the admin's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from upgrade_program.interfaces.headoffice.prices.change import change
from upgrade_program.interfaces.headoffice.prices.export import export
from upgrade_program.interfaces.headoffice.prices.files import import_file
from upgrade_program.interfaces.headoffice.prices.history import changes
from upgrade_program.interfaces.headoffice.prices.past import past
from upgrade_program.interfaces.headoffice.prices.stops import stops
from upgrade_program.interfaces.headoffice.prices.table import prices


def pricing_urls(guarded: Callable[[Any], Any]) -> list[URLPattern]:
    """The pages, each behind the admin's door (`guarded` is the site's `admin_view`)."""
    return [
        path("prices/", guarded(prices), name="prices"),
        path("prices/import/", guarded(import_file), name="prices_import"),
        path("prices/export/", guarded(export), name="prices_export"),
        path("prices/changes/", guarded(changes), name="price_changes"),
        path("prices/changes/<int:pk>/", guarded(change), name="price_change"),
        path("prices/past/", guarded(past), name="prices_past"),
        path("prices/stops/", guarded(stops), name="selling_stops"),
    ]
