"""A form that was sent to a locked till: kept in the session, shown once to the same person after unlocking, and sent only by them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

_KEPT = "till_kept_form"
_LONGEST = 20_000  # signs, over all fields
_NEVER = {"csrfmiddlewaretoken"}
_SECRETS = ("/accounts/", "/counter/pin/")  # passwords and codes are typed again


def keep_form(request: HttpRequest) -> str:
    """Keep what was sent, if it can be; gives the address to go on at. Files and secrets are not kept."""
    fields = [(name, value) for name, values in request.POST.lists() if name not in _NEVER for value in map(str, values)]
    length = sum(len(name) + len(value) for name, value in fields)
    if request.method != "POST" or request.path.startswith(_SECRETS) or request.FILES or not 0 < length <= _LONGEST:
        return reverse("counter:home")
    request.session[_KEPT] = {"to": request.get_full_path(), "fields": fields}
    return reverse("counter:kept")


def take_kept(session: Any) -> Mapping[str, Any] | None:
    """The kept form, once: `to` and `fields`."""
    kept: Mapping[str, Any] | None = session.pop(_KEPT, None)
    return kept
