"""What programs that read the site are told: which pages are for everybody, and where they stand."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

PUBLIC = ("portal:estimate", "portal:how", "portal:questions", "portal:terms", "portal:stores")
CLOSED = ("/accounts/", "/admin/", "/api/", "/counter/", "/demo/", "/g/", "/me/", "/o/", "/p/")
KEPT = 3600  # seconds

# Not /p/ alone keeps a personal page out of an index, but its own header; a crawler that is polite need not even knock.


@require_safe
@cache_control(max_age=KEPT, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: the public pages are welcome to be found, everything that belongs to somebody is not asked for."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), "", f"Sitemap: {settings.PUBLIC_URL}{reverse('portal:sitemap')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(max_age=KEPT, public=True)
def sitemap(request: HttpRequest) -> HttpResponse:
    """sitemap.xml: the public pages, and nothing with anybody's token in it."""
    addresses = [f"{settings.PUBLIC_URL}{reverse(name)}" for name in PUBLIC]
    return HttpResponse(render_to_string("portal/sitemap.xml", {"addresses": addresses}), content_type="application/xml; charset=utf-8")
