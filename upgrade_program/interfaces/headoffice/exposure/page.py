"""What the pages of what is owed share: the frame inside the admin, and which of its places one is at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def shown(request: HttpRequest, name: str, title: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The page in the admin's frame."""
    frame = admin.site.each_context(request) | {"title": title, "place": name, "is_fullwidth": "1"}
    return render(request, f"headoffice/exposure/{name}.html", frame | context, status=status)
