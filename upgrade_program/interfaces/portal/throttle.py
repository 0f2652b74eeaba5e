"""How often one address may ask the public pages: enough for a family behind one router, too little to copy the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.core.cache import caches
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from stores.clock import now
from stores.sign_in import address_of

WINDOW = 60  # seconds
MOST = 120

View = Callable[..., HttpResponseBase]


def throttled(view: View) -> View:
    """At most `MOST` requests an address in a window over all public pages, counted by each process; then 429 with Retry-After."""

    @wraps(view)
    def page(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if _too_many(address_of(request)):
            answer = render(request, "portal/slow_down.html", status=429)
            answer["Retry-After"] = str(WINDOW)
            return answer
        return view(request, *args, **kwargs)

    return page


def _too_many(address: str) -> bool:
    # In the process's own memory: a public page costs no query before it is known to be welcome.
    seen = caches["local"]
    key = f"portal:{address}:{int(now().timestamp()) // WINDOW}"
    seen.add(key, 0, timeout=2 * WINDOW)
    try:
        return seen.incr(key) > MOST
    except ValueError:  # culled between the two: one of very many addresses, and none of them has asked too often
        return False
