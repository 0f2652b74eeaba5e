"""What lets a phone keep the portal like an app: manifest, service worker, and the page it shows without a line.

The worker keeps the shell alone: style, letters, scripts and the page that says there is no line. A page about somebody is never kept.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

SHELL = (
    *("css/app.css", "favicon.svg", "fonts/inter-latin-wght-normal.woff2", "fonts/inter-rupee-wght-normal.woff2"),
    *("js/theme.js", "js/busy.js", "js/install.js"),
)
ICONS = (("icons/192.png", "192x192", "any"), ("icons/512.png", "512x512", "any"), ("icons/maskable-512.png", "512x512", "maskable"))
PAPER, INK = "#f4f6f5", "#075e73"  # the page's ground and the brand's colour by day, as in static/src/tokens.css


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest in the language of the page."""
    words: dict[str, Any] = {
        "id": "/",
        "name": "Smart Upgrade",
        "short_name": "Upgrade",
        "description": _("What your phone is worth, until when, and what comes next."),
        "lang": get_language(),
        "start_url": reverse("portal:estimate"),
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": INK,
        "icons": [{"src": static(path), "sizes": sizes, "type": "image/png", "purpose": purpose} for path, sizes, purpose in ICONS],
    }
    return JsonResponse(words, content_type="application/manifest+json")


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker's script, named anew by what it keeps, so that a new version of any file empties the old shell."""
    shell = [static(path) for path in SHELL]
    context = {"shell": shell, "offline": reverse("portal:offline"), "version": sha256(" ".join(shell).encode()).hexdigest()[:12]}
    return render(request, "portal/sw.js", context, content_type="text/javascript; charset=utf-8")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What the worker shows when the line is away; says nothing of anybody."""
    return render(request, "portal/offline.html")
