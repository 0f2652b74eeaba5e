"""Addresses of finance, inside the admin's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from upgrade_program.interfaces.headoffice.finance.books import books, deferred
from upgrade_program.interfaces.headoffice.finance.export import export
from upgrade_program.interfaces.headoffice.finance.gst import gst
from upgrade_program.interfaces.headoffice.finance.owed import owed


def finance_urls(guarded: Callable[[Any], Any]) -> list[URLPattern]:
    """The pages, each behind the admin's door (`guarded` is the site's `admin_view`)."""
    return [
        path("finance/", guarded(books), name="finance"),
        path("finance/deferred/", guarded(deferred), name="finance_deferred"),
        path("finance/gst/", guarded(gst), name="finance_gst"),
        path("finance/owed/", guarded(owed), name="finance_owed"),
        path("finance/export/", guarded(export), name="finance_export"),
    ]
