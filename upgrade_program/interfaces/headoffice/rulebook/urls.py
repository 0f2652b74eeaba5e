"""Addresses of terms and tax rates, inside the admin's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from upgrade_program.interfaces.headoffice.rulebook.tax_draft import tax_draft
from upgrade_program.interfaces.headoffice.rulebook.tax_new import tax_new
from upgrade_program.interfaces.headoffice.rulebook.taxes import taxes
from upgrade_program.interfaces.headoffice.rulebook.terms import terms
from upgrade_program.interfaces.headoffice.rulebook.terms_draft import terms_draft
from upgrade_program.interfaces.headoffice.rulebook.terms_new import terms_new


def rulebook_urls(guarded: Callable[[Any], Any]) -> list[URLPattern]:
    """The pages, each behind the admin's door (`guarded` is the site's `admin_view`)."""
    return [
        path("terms/", guarded(terms), name="terms"),
        path("terms/new/", guarded(terms_new), name="terms_new"),
        path("terms/drafts/<int:pk>/", guarded(terms_draft), name="terms_draft"),
        path("tax/", guarded(taxes), name="tax"),
        path("tax/new/", guarded(tax_new), name="tax_new"),
        path("tax/drafts/<int:pk>/", guarded(tax_draft), name="tax_draft"),
    ]
