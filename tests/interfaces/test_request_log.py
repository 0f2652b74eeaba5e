"""The request log writes what django-structlog writes, and binds the same address to the warnings of a request."""

from __future__ import annotations

import logging

import pytest
import structlog
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django_structlog.middlewares import RequestMiddleware
from python_ipware.modern.defaults import DEFAULT_PRECEDENCE

from upgrade_program.interfaces.request_log import FORWARDED, RequestLog

LIBRARY = "django_structlog.middlewares.request"


def lines(kind: type[RequestMiddleware], status: int, caplog: pytest.LogCaptureFixture, **headers: str) -> list[tuple[str, object, object]]:
    """Level, event and code of each line of one request; what a warning amid it would bear comes last."""
    bound: dict[str, object] = {}

    def view(request: HttpRequest) -> HttpResponse:
        bound.update(structlog.contextvars.get_contextvars())
        return HttpResponse(status=status)

    caplog.clear()
    kind(view)(RequestFactory().get("/", headers=headers))
    assert not structlog.contextvars.get_contextvars()
    written = [(record.levelname, record.msg["event"], record.msg.get("code")) for record in caplog.records if record.name == LIBRARY]
    return [*written, ("bound", bound["ip"], len(str(bound["request_id"])))]


@pytest.mark.parametrize("level", [logging.INFO, logging.WARNING])
@pytest.mark.parametrize("status", [200, 404, 500])
@pytest.mark.parametrize("headers", [{}, {"X-Forwarded-For": "203.0.113.7, 10.0.0.1"}, {"X-Real-IP": "203.0.113.8"}])
def test_the_same_lines_and_the_same_address(level, status, headers, caplog):
    with caplog.at_level(level, logger=LIBRARY):
        ours = lines(RequestLog, status, caplog, **headers)
        assert ours == lines(RequestMiddleware, status, caplog, **headers)
    assert len(ours) == 1 + 2 * (level == logging.INFO) + (level == logging.WARNING and status >= 400)


def test_every_header_of_a_proxy_is_known():
    """A server puts headers under HTTP_ names; the library's list holds other spellings too."""
    assert {name for name in DEFAULT_PRECEDENCE if name.startswith("HTTP_")} == FORWARDED
