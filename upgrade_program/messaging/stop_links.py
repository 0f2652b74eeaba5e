"""The link in a mail that stops reminders and word of points: a customer's number under a signature. It opens nothing and does not end."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SIGNS = 24
_SALT = "upgrade_program.messaging.stop_links"
_ID, _MARK = 7, 11


def stop_address(customer_id: int) -> str:
    """The whole address for a customer."""
    said = customer_id.to_bytes(_ID, "big")
    return f"{settings.PUBLIC_URL}/o/{urlsafe_b64encode(said + _mark(said)).decode()}/"


def customer_of(token: str) -> int | None:
    """Whose link it is; None for what we never signed."""
    try:
        said = urlsafe_b64decode(token.encode("ascii"))
    except ValueError:
        return None
    if len(token) != SIGNS or not constant_time_compare(said[_ID:], _mark(said[:_ID])):
        return None
    return int.from_bytes(said[:_ID], "big")


def _mark(said: bytes) -> bytes:
    return salted_hmac(_SALT, said, algorithm="sha256").digest()[:_MARK]
