"""JSON out: amounts with two decimals, days in ISO form, instants with their offset."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class Json(BaseRenderer):
    """Writes an answer with orjson."""

    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None) -> bytes:
        return b"" if data is None else dumps(data)


class OnlyJson(BaseContentNegotiation):
    """Whatever a client says it accepts, it gets JSON: a till that asks for HTML has no use for a 406 either."""

    def select_parser(self, request: Request, parsers: Any) -> BaseParser | None:
        essence = (request.content_type or "").split(";", 1)[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == essence), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


def dumps(data: Any) -> bytes:
    """Bytes of JSON; a Decimal is an amount of rupees and becomes text with two decimals."""
    return orjson.dumps(data, default=_written)


def _written(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    raise TypeError(f"the API has no way to write a {type(value).__name__}")
