"""Striking out of the logs what must never stand there: mobiles, IMEIs, codes, tokens and cookies (reliability S0, S10)."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Mapping
from typing import Any

HIDDEN = "•••"
# Numbers: an Indian mobile (bare, after +91, 91 or 0, perhaps split), 14 to 16 digits of an IMEI, perhaps in groups.
_NUMBERS = re.compile(r"(?<![\w.])(?:(?:\+?91[\s-]?|0)?[6-9]\d{4}[\s-]?\d{5}|\d(?:[\s-]?\d){13,15})(?!\w)")
# A one-time code: 4 to 8 digits soon after the word.
_CODES = re.compile(r"(?i)(\b(?:t?otp|code|pin)\b[^\d\n]{0,12}?)\b\d{4,8}\b")
# Words that announce a secret, and the secret after them: "token=abc", "Authorization: Bearer abc", "'password': 'x'".
_SECRETS = re.compile(
    r"""(?ix) \b (?P<name> password\d? | passwd | secret | token | api[_-]?key | authorization | cookie | set-cookie |
        (?:__host-)? (?: session(?:id)? | csrf\w* ) )
        (?P<gap> ['"]? \s* [:=] \s* ['"]? (?:(?:bearer|basic|token)\s+)? ) (?P<value> [^\s'",;&)}\]]+ )"""
)
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}")
# The public link of a plan is a key to it, as the links that stop reminders and give a reward's files are to those.
_LINKS = re.compile(r"(/[gop]/)[^/\s\"'?]+")
_SECRET_KEYS = re.compile(
    r"(?i)^(otp|totp|password\d?|secret|token|authorization|cookie|cookies|set-cookie|sessionid|session|csrf.*|mobile|phone|imei2?)$"
)


def redact(text: str) -> str:
    """The text with mobiles, IMEIs, codes, tokens and cookies struck out."""
    text = _BEARER.sub(rf"\1 {HIDDEN}", text)
    text = _SECRETS.sub(rf"\g<name>\g<gap>{HIDDEN}", text)
    text = _LINKS.sub(rf"\1{HIDDEN}", text)
    text = _CODES.sub(rf"\1{HIDDEN}", text)
    return _NUMBERS.sub(HIDDEN, text)


class Redact(logging.Filter):
    """Lets every record through, redacted: its message, its facts and its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, Mapping):  # structlog's own events are still dicts here, their tracebacks already text
            record.msg = {key: _clean(value, str(key)) for key, value in record.msg.items()}
        else:
            record.msg, record.args = redact(_message(record)), ()
            # The traceback becomes part of the message: the formatter would show only the exception's own, unredacted words.
            record.exc_info = record.exc_text = None
        return True


def _message(record: logging.LogRecord) -> str:
    try:
        message = record.getMessage()
    except (TypeError, ValueError):  # arguments that do not fit their message: the record still must not be lost
        message = f"{record.msg} {record.args}"
    if record.exc_info and record.exc_info[0]:
        message += "\n" + "".join(traceback.format_exception(*record.exc_info)).rstrip()
    return message


def _clean(value: Any, key: str = "") -> Any:
    if key and _SECRET_KEYS.match(key) and value is not None:
        return HIDDEN
    match value:
        case str():
            return redact(value)
        case bytes():
            return redact(value.decode(errors="replace"))
        case int() if not isinstance(value, bool):
            cleaned = redact(str(value))
            return value if cleaned == str(value) else cleaned
        case Mapping():
            return {name: _clean(item, str(name)) for name, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_clean(item) for item in value]
        case bool() | float() | None:
            return value
        case _:
            return redact(str(value))
