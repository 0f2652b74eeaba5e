"""The request log writes what django-structlog writes, and binds the same address to the warnings of a request."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django_structlog.middlewares import RequestMiddleware
from python_ipware.modern.defaults import DEFAULT_PRECEDENCE

from stores.models import StaffUser
from upgrade_program.interfaces.request_log import FORWARDED, RequestLog

LIBRARY = "django_structlog.middlewares.request"


def lines(
    kind: type[RequestMiddleware],
    status: int,
    caplog: pytest.LogCaptureFixture,
    *,
    user: object = None,
    streams: bool = False,
    **headers: str,
) -> list[tuple[object, ...]]:
    """Level, event and code of each line of one request; what a warning amid it would bear comes last."""
    bound: dict[str, object] = {}

    def view(request: HttpRequest) -> HttpResponse:
        bound.update(structlog.contextvars.get_contextvars())
        return StreamingHttpResponse(broken(), status=status) if streams else HttpResponse(status=status)

    def broken() -> Iterator[bytes]:
        yield b"one row"
        raise ValueError("the second row")

    caplog.clear()
    request = RequestFactory().get("/", headers=headers)
    if user:
        request.user = user  # type: ignore[assignment]
    answer = kind(view)(request)
    if streams:
        with pytest.raises(ValueError, match="the second row"):
            b"".join(answer.streaming_content)  # type: ignore[union-attr]
    assert not structlog.contextvars.get_contextvars()
    written = [(record.levelname, record.msg["event"], record.msg.get("code")) for record in caplog.records if record.name == LIBRARY]
    return [*written, ("bound", bound["ip"], bound.get("user_id"), len(str(bound["request_id"])))]


@pytest.mark.parametrize("level", [logging.INFO, logging.WARNING])
@pytest.mark.parametrize("status", [200, 404, 500])
@pytest.mark.parametrize("headers", [{}, {"X-Forwarded-For": "203.0.113.7, 10.0.0.1"}, {"X-Real-IP": "203.0.113.8"}])
def test_the_same_lines_and_the_same_address(level, status, headers, caplog):
    with caplog.at_level(level, logger=LIBRARY):
        ours = lines(RequestLog, status, caplog, **headers)
        assert ours == lines(RequestMiddleware, status, caplog, **headers)
    assert len(ours) == 1 + 2 * (level == logging.INFO) + (level == logging.WARNING and status >= 400)


@pytest.mark.parametrize("level", [logging.INFO, logging.WARNING])
@pytest.mark.parametrize("status", [200, 403])
def test_a_warning_amid_a_page_names_the_person(level, status, caplog):
    clerk = StaffUser(pk=17, username="asha")
    with caplog.at_level(level, logger=LIBRARY):
        ours = lines(RequestLog, status, caplog, user=clerk)
        assert ours == lines(RequestMiddleware, status, caplog, user=clerk)
    assert ours[-1][2] == 17


@pytest.mark.parametrize("level", [logging.INFO, logging.WARNING])
def test_a_file_that_breaks_off_is_told(level, caplog):
    with caplog.at_level(level, logger=LIBRARY):
        ours = lines(RequestLog, 200, caplog, streams=True)
        assert ours == lines(RequestMiddleware, 200, caplog, streams=True)
    assert ("ERROR", "streaming_failed", None) in ours


def test_every_header_of_a_proxy_is_known():
    """A server puts headers under HTTP_ names; the library's list holds other spellings too."""
    assert {name for name in DEFAULT_PRECEDENCE if name.startswith("HTTP_")} == FORWARDED
