"""JSON in, and a form where a file comes along: any garbage is a 4xx."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser, MultiPartParser

from upgrade_program.foundation.photos.services import MOST_BYTES

_AROUND_A_FILE = 64 * 1024  # what a form adds to the file in it


class TooLarge(APIException):
    """The body is larger than any sale."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "invalid"
    default_detail = "The body of the request is too large."


class Body(BaseParser):
    """Reads a body with orjson, which refuses NaN, half surrogates, broken UTF-8 and deep nesting instead of falling over them."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise TooLarge
        try:
            return orjson.loads(raw)
        except orjson.JSONDecodeError as fault:
            raise ParseError("The body is not JSON.") from fault


def whole_body(request: HttpRequest) -> bytes:
    """The bytes of a body as they came, to be checked before they are read; what is too large is refused as by `Body`."""
    try:
        return request.body
    except RequestDataTooBig as fault:
        raise TooLarge from fault


class OnePhoto(MultiPartParser):
    """Reads a form with one file; one that says it is larger than any photo is not even taken in."""

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        length = parser_context["request"].META.get("CONTENT_LENGTH") if parser_context else None
        if str(length or "").isdigit() and int(str(length)) > MOST_BYTES + _AROUND_A_FILE:
            raise TooLarge
        return super().parse(stream, media_type, parser_context)
