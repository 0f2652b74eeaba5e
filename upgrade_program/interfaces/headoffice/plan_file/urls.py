"""Addresses of plan files, inside the admin's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from upgrade_program.interfaces.headoffice.plan_file.chain import chain
from upgrade_program.interfaces.headoffice.plan_file.look import look
from upgrade_program.interfaces.headoffice.plan_file.take import bundle, pdf


def plan_file_urls(guarded: Callable[[Any], Any]) -> list[URLPattern]:
    """The pages, each behind the admin's door (`guarded` is the site's `admin_view`)."""
    return [
        path("plan-file/", guarded(look), name="plan_file"),
        path("plan-file/pdf/", guarded(pdf), name="plan_file_pdf"),
        path("plan-file/zip/", guarded(bundle), name="plan_file_zip"),
        path("plan-file/trail/", guarded(chain), name="plan_file_trail"),
    ]
