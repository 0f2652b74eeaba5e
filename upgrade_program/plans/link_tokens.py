"""The address of a plan as a message carries it: the link and the day it was written, under a signature. Nothing is kept of it.

24 signs of 18 bytes: the link's number (5), the day since 2020 (2), and 88 bits by the site's secret key (11). It ends by itself 30 days
after its day, with its link when that is revoked, and all at once with a new key. The paper's QR carries the link's own random sign.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date, timedelta

from django.utils.crypto import constant_time_compare, salted_hmac

LIVES = timedelta(days=30)
SIGNS = 24
_SALT = "upgrade_program.plans.link_tokens"
_BEGAN = date(2020, 1, 1)
_ID, _DAY, _MARK = 5, 2, 11


def message_token(link_id: int, *, on: date) -> str:
    """The token of a link for a message written on a day."""
    said = link_id.to_bytes(_ID, "big") + (on - _BEGAN).days.to_bytes(_DAY, "big")
    return urlsafe_b64encode(said + _mark(said)).decode()


def link_id_of(token: str, *, on: date) -> int | None:
    """The link a message's token is of, through 30 days after its day; None for one that is over, and for what we never signed."""
    try:
        said = urlsafe_b64decode(token.encode("ascii"))
    except ValueError:
        return None
    body, mark = said[: _ID + _DAY], said[_ID + _DAY :]
    if len(token) != SIGNS or not constant_time_compare(mark, _mark(body)):
        return None
    written = _BEGAN + timedelta(days=int.from_bytes(body[_ID:], "big"))
    return int.from_bytes(body[:_ID], "big") if on <= written + LIVES else None


def _mark(said: bytes) -> bytes:
    return salted_hmac(_SALT, said, algorithm="sha256").digest()[:_MARK]
