"""Addresses of the desks for stores and staff, inside the admin's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from upgrade_program.interfaces.headoffice.stores.closing import closing
from upgrade_program.interfaces.headoffice.stores.files import staff_file, stores_file


def people_urls(guarded: Callable[[Any], Any]) -> list[URLPattern]:
    """The pages, each behind the admin's door (`guarded` is the site's `admin_view`)."""
    return [
        path("stores/store/<int:pk>/closing/", guarded(closing), name="store_closing"),
        path("imports/stores/", guarded(stores_file), name="stores_import"),
        path("imports/staff/", guarded(staff_file), name="staff_import"),
    ]
