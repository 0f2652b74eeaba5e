"""The log of requests, which costs next to nothing where its lines are not wanted."""

from __future__ import annotations

import logging
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares.request import RequestMiddleware
from structlog.contextvars import bind_contextvars, clear_contextvars

_LINES = logging.getLogger(RequestMiddleware.__module__)
# The headers in which a proxy may name the address it speaks for: all that the library would look for.
FORWARDED = frozenset(
    f"HTTP_{name}"
    for name in (
        *("X_FORWARDED_FOR", "X_FORWARDED", "FORWARDED_FOR", "FORWARDED", "CLIENT_IP", "X_CLIENT_IP", "X_REAL_IP", "X_CLUSTER_CLIENT_IP"),
        *("CF_CONNECTING_IP", "TRUE_CLIENT_IP", "FASTLY_CLIENT_IP", "FLY_CLIENT_IP", "DO_CONNECTING_IP", "X_APPENGINE_USER_IP"),
        *("X_AZURE_CLIENTIP", "X_ENVOY_EXTERNAL_ADDRESS"),
    )
)


class RequestLog(RequestMiddleware):
    """django-structlog's request log, line for line.

    The lines of a request that goes well are INFO: with a higher level only what its warnings bear, id, person and address, is made.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Without asking at every request whether this is asynchronous, which takes longer than the rest of it.
        self.prepare(request)
        response: HttpResponse = self.get_response(request)  # type: ignore[assignment]  # synchronous here
        self.handle_response(request, response)
        return response

    def prepare(self, request: HttpRequest) -> None:
        if _LINES.isEnabledFor(logging.INFO):
            super().prepare(request)
        else:
            bind_contextvars(request_id=str(uuid4()))
            self.bind_user_id(request)
            self.bind_ip(request)

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        if response.status_code >= 400 or response.streaming or _LINES.isEnabledFor(logging.INFO):
            super().handle_response(request, response)
        else:
            clear_contextvars()

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        if FORWARDED.isdisjoint(request.META):  # no proxy speaks for somebody else: the address needs no finding out
            bind_contextvars(ip=request.META.get("REMOTE_ADDR") or None)
        else:
            super().bind_ip(request)
