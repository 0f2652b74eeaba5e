"""Staying polite while PostgreSQL is away, stuck or overfull: 503 with Retry-After, never a 500, and no words of the fault."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import structlog
from django.core.signals import got_request_exception
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string

RETRY_AFTER = 5  # seconds: PostgreSQL restarts in less, and a lock_timeout is 3
log = structlog.get_logger(__name__)


class DatabaseAwayMiddleware:
    """Answers 503 when the database is away, a lock was not to be had, or a statement took too long (reliability R10, R13).

    A view's fault is met where it happens. A middleware's (a session that cannot be saved) is already a 500 when it gets here, so the
    signal that told of it is remembered on the request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 500 and hasattr(request, "database_away"):
            return busy(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not is_away(exception):
            return None
        log.warning("database.away", error=type(exception).__name__, sqlstate=getattr(exception.__cause__, "pgcode", None))
        return busy(request)


def is_away(error: BaseException | None) -> bool:
    """Whether an error means "not now" rather than "never": no connection, no lock, no time, no room, a deadlock."""
    if isinstance(error, OperationalError):
        return True
    # psycopg2 tells of a connection lost in mid-statement by other classes too; then the connection is closed.
    return isinstance(error, InterfaceError | DatabaseError) and (connection.connection is None or bool(connection.connection.closed))


def busy(request: HttpRequest) -> HttpResponse:
    """503: problem details under /api/, a page that asks nothing of the database elsewhere."""
    response: HttpResponse
    if request.path.startswith("/api/"):
        detail = "The service cannot answer right now. Send the same request with the same key again in a few seconds."
        body = {"type": "about:blank", "title": "Service Unavailable", "status": 503, "code": "busy", "detail": detail, "errors": []}
        response = JsonResponse(body, status=503, content_type="application/problem+json")
    else:
        response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


@receiver(got_request_exception, dispatch_uid="database away")
def _remember(request: HttpRequest | None = None, **_: Any) -> None:
    if request is not None and is_away(sys.exc_info()[1]):
        request.database_away = True  # type: ignore[attr-defined]  # read by the middleware above
