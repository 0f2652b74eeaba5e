"""Whether a report of delivery comes from the provider: signed with the secret we share, and not long ago.

The header is `t=<seconds since 1970>,v1=<hex>`: the HMAC-SHA256, under `MESSAGE_REPORTS_KEY`, of the seconds, a dot and the whole body.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime

from django.conf import settings

WINDOW = 300  # seconds that the sender's clock may be off, and that a report may be on its way
_HEADER = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})")


def signed(header: str, body: bytes, *, at: datetime) -> bool:
    """Whether the header signs this body at a time within five minutes of `at`; never while no secret is set."""
    given = _HEADER.fullmatch(header)
    key: str = settings.MESSAGE_REPORTS_KEY
    if not key or given is None or abs(at.timestamp() - int(given[1])) > WINDOW:
        return False
    return hmac.compare_digest(given[2], signature(key, body, seconds=int(given[1])))


def signature(key: str, body: bytes, *, seconds: int) -> str:
    """The hex that stands behind `v1=`."""
    return hmac.new(key.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
