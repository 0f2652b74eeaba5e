"""Answers of last resort: an unreadable request, a form that came too late, a fault of ours. Problems under /api/, pages elsewhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400: a host that is not ours, say, or a form without end. Nothing was changed. 400."""
    if request.path.startswith("/api/"):
        return _problem(400, "invalid", "Bad Request", "The request cannot be read.")
    return HttpResponse(render_to_string("400.html"), status=400)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's secret is missing or old: the page was open too long, or cookies are off. Nothing was changed. 403."""
    if request.path.startswith("/api/"):
        return _problem(403, "forbidden", "Forbidden", "The request carries no valid form secret. Use a bearer token.")
    return HttpResponse(render_to_string("403_csrf.html"), status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours, already logged: no words of the fault leave the house. 500."""
    if request.path.startswith("/api/"):
        return _problem(500, "error", "Internal error", "Something went wrong on our side. Send the same request with the same key again.")
    return HttpResponse(render_to_string("500.html"), status=500)


def _problem(status: int, code: str, title: str, detail: str) -> HttpResponse:
    body = {"type": "about:blank", "title": title, "status": status, "code": code, "detail": detail, "errors": []}
    return JsonResponse(body, status=status, content_type="application/problem+json")
