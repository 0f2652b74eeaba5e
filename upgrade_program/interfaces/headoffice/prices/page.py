"""What the pages of the pricing desk share: who looks, how a page is drawn inside the admin, and refusals that are no form's."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from stores.access import actor_for, is_head_office
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden, NotFound

View = Callable[..., HttpResponse]


def desk_page(view: View) -> View:
    """A page that is looked at and sent back: a `NotFound` of the domain is a 404, a `Forbidden` a 403."""

    @wraps(view)
    def page(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotFound as no:
            raise Http404 from no
        except Forbidden as no:
            raise PermissionDenied from no

    guarded: View = require_http_methods(["GET", "HEAD", "POST"])(page)
    return guarded


def actor_of(request: HttpRequest) -> Actor:
    return actor_for(request.user, None)


def shown(request: HttpRequest, name: str, title: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The page in the admin's frame; `edits` says whether to offer this person fields and buttons."""
    frame = admin.site.each_context(request) | {
        "title": title,
        "place": name if name in {"table", "import", "past", "stops"} else "changes",
        "is_fullwidth": "1",
        "edits": is_head_office(actor_of(request)),
    }
    return render(request, f"headoffice/prices/{name}.html", frame | context, status=status)


def page_number(request: HttpRequest) -> int:
    """The page asked for, from 1; nonsense is the first."""
    asked = request.GET.get("page", "")
    return max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
