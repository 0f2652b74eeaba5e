"""How many codes may be sent: per place, mobile, address and in all. Counted in PostgreSQL, failing closed. Source: reliability S6.

Codes to sign in with are asked for by anybody, from outside; they are counted apart from the counter's, so that a stranger who asks for
many neither keeps a customer at the counter waiting nor learns from a refusal that one stands there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

import structlog
from django.conf import settings
from django.db import connection

from upgrade_program.kernel.tongue import spoken
from upgrade_program.otp.models import PAUSE, SIGN_IN
from upgrade_program.otp.refusals import OtpLimit

log = structlog.get_logger(__name__)
LONGEST = timedelta(days=1)
# A number of our own for pg_advisory_xact_lock: "otp" in ASCII.
_LOCK = int.from_bytes(b"otp", "big")


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` codes in any `window` where `among` (SQL over the digests of the new one) holds; None: as the settings say."""

    name: str
    most: int | None
    window: timedelta
    among: str


_ALIKE = f"(purpose = '{SIGN_IN}') = (%(purpose)s = '{SIGN_IN}')"
_TO_MOBILE = f"mobile = %(mobile)s AND NOT withheld AND {_ALIKE}"
LIMITS = (
    Limit("pause", 1, PAUSE, "purpose = %(purpose)s AND subject = %(subject)s AND session = %(session)s"),
    Limit("mobile an hour", 5, timedelta(hours=1), _TO_MOBILE),
    Limit("mobile a day", 10, LONGEST, _TO_MOBILE),
    Limit("address", 60, timedelta(hours=1), f"address = %(address)s AND {_ALIKE}"),
    Limit("all", None, timedelta(hours=1), _ALIKE),
)
_OF_THE_MOBILE = {limit.name for limit in LIMITS if limit.among is _TO_MOBILE}


def _question(place: int, limit: Limit) -> str:
    # The code that has to grow older than the window before the next one may leave; NULL while there are fewer.
    return f"""(SELECT created_at + %(window{place})s FROM otp_challenge
                 WHERE {limit.among} AND created_at > %(at)s - %(window{place})s
                 ORDER BY created_at DESC OFFSET %(most{place})s LIMIT 1)"""  # noqa: S608  (built from this module's own words)


_FREE_FROM = "SELECT " + ", ".join(_question(place, limit) for place, limit in enumerate(LIMITS))


def keep_limits(*, bound: Mapping[str, str], at: datetime, discreet: bool = False) -> bool:
    """Let one more code pass, or refuse it (`otp_limit`), in the caller's transaction, which must also write the code's row.

    With `discreet` nobody is told that the mobile has had its number, because that would tell of its owner: then False, for a code that
    is written and withheld.

    Senders come here one after another: each counts only once those before it have committed or gone. Whoever cannot get or count within
    the database's timeouts sends nothing.
    """
    with connection.cursor() as cursor:
        _one_at_a_time()
        facts: dict[str, Any] = {"at": at, **bound}
        for place, limit in enumerate(LIMITS):
            facts |= {f"window{place}": limit.window, f"most{place}": (settings.OTP_PER_HOUR if limit.most is None else limit.most) - 1}
        # A statement of its own after the lock: it sees what the holder before has committed.
        cursor.execute(_FREE_FROM, facts)
        free_from: list[datetime | None] = list(cursor.fetchone())
    reached = {limit.name: free for limit, free in zip(LIMITS, free_from, strict=True) if free}
    if discreet and set(reached) <= _OF_THE_MOBILE:
        return not reached
    if reached:
        if set(reached) != {"pause"}:
            log.warning("otp.limited", limits=sorted(reached))
        seconds = max(1, ceil((max(reached.values()) - at).total_seconds()))
        raise OtpLimit(retry_after=seconds, wait=_words(seconds))
    return True


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _words(seconds: int) -> str:
    if seconds <= 90:
        return spoken("1 second") if seconds == 1 else spoken("{count} seconds").format(count=seconds)
    return spoken("{count} minutes").format(count=ceil(seconds / 60))
