"""What every page may read without its view passing it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from stores.clock import store_today
from upgrade_program.kernel.actor import ANONYMOUS


def page(request: HttpRequest) -> dict[str, Any]:
    """`csp_nonce` (in the header only if a template reads it), `actor` (a query only when read), `demo`, `public_url`, `today`,
    `till_idle` (seconds)."""
    return {
        "csp_nonce": getattr(request, "csp_nonce", None),
        "actor": SimpleLazyObject(lambda: getattr(request, "actor", ANONYMOUS)),
        "demo": settings.DEMO,
        "public_url": settings.PUBLIC_URL,
        "today": store_today(),
        "till_idle": settings.TILL_IDLE_SECONDS,
    }
