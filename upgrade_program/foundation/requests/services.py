"""Doing an act once, and forgetting old requests."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import orjson
from django.db import OperationalError, connection, transaction

from upgrade_program.foundation.database.prepared import Prepared
from upgrade_program.foundation.requests.models import Request
from upgrade_program.foundation.requests.refusals import IdempotencyMismatch, RequestInProgress
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid, Refused

KEPT = timedelta(hours=72)
_KEY = re.compile(r"[\x21-\x7e]{16,255}")
_LOCK_NOT_AVAILABLE = "55P03"
# No conflict target: the law a_key_is_used_once_per_actor_and_route is the table's only one besides its id.
_CLAIM = Prepared(
    "claim_a_key",
    """
    INSERT INTO requests_request (actor, route, key, body_hash, answer, created_at)
    VALUES (%(actor)s, %(route)s, %(key)s, %(body_hash)s, '', %(at)s) ON CONFLICT DO NOTHING RETURNING id
    """,
    dict.fromkeys(("actor", "route", "key", "body_hash"), "text") | {"at": "timestamptz"},
)
_KEEP = Prepared(
    "keep_an_answer",
    "UPDATE requests_request SET status = %(status)s, answer = %(answer)s WHERE id = %(id)s",
    {"id": "bigint", "status": "smallint", "answer": "text"},
)

_REWRITE = """
    UPDATE requests_request SET answer = replace(answer, %(word)s, %(instead)s) WHERE position(%(word)s IN answer) > 0
"""
_KNOWN = "SELECT EXISTS (SELECT 1 FROM requests_request WHERE actor = %s AND route = %s AND key = %s)"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is answered with: HTTP status and JSON body; `replayed` when the act had run before."""

    status: int
    body: dict[str, Any]
    replayed: bool = False


def once(
    *,
    actor: Actor,
    route: str,
    key: str,
    body: bytes | Mapping[str, Any],
    at: datetime,
    act: Callable[[], Answer],
    before: Callable[[], None] | None = None,
) -> Answer:
    """Run `act` once per actor, route and key, in one outer transaction; the same request again gets the first answer again.

    Another body under the key: `IdempotencyMismatch`. The first still running when `lock_timeout` is over: `RequestInProgress`.
    Whatever `act` raises rolls everything back and leaves no row, so the key may be used again. Source: interface section 1.
    `before` comes ahead of the transaction, so that what it writes outlives a refusal (a counted try); not for a request answered before.
    """
    if not _KEY.fullmatch(key):
        raise Invalid(
            field="Idempotency-Key",
            sentence="The key must have 16 to 255 signs, without blanks and accents.",
            next_step="Send a random UUID as the Idempotency-Key header.",
        )
    fingerprint = _fingerprint(body)
    if before and not _known(actor=actor.label, route=route, key=key):
        try:
            before()
        except Refused:
            if not _known(actor=actor.label, route=route, key=key):  # else the same request came first, and its answer is ours
                raise
    with transaction.atomic(durable=True):
        claimed = _claim(actor=actor.label, route=route, key=key, fingerprint=fingerprint, at=at)
        if claimed is None:
            return _first_answer(actor=actor.label, route=route, key=key, fingerprint=fingerprint)
        answer = act()
        if answer.status >= 400:
            raise ValueError("a refusal is raised, never answered: an answer is kept")
        text = orjson.dumps(answer.body, default=str).decode()
        _keep(claimed, answer.status, text)
        return Answer(answer.status, orjson.loads(text))


def _known(*, actor: str, route: str, key: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [actor, route, key])
        return bool(cursor.fetchone()[0])


def _claim(*, actor: str, route: str, key: str, fingerprint: str, at: datetime) -> int | None:
    """The id of the new row, or None when the request has been answered before; waits while the same one is running."""
    with connection.cursor() as cursor:
        try:
            _CLAIM.execute(cursor, {"actor": actor, "route": route, "key": key, "body_hash": fingerprint, "at": at})
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", None) == _LOCK_NOT_AVAILABLE:
                raise RequestInProgress from error
            raise
        row = cursor.fetchone()
    return row[0] if row else None


def _keep(claimed: int, status: int, text: str) -> None:
    with connection.cursor() as cursor:
        _KEEP.execute(cursor, {"id": claimed, "status": status, "answer": text})


def _first_answer(*, actor: str, route: str, key: str, fingerprint: str) -> Answer:
    first = Request.objects.filter(actor=actor, route=route, key=key).first()
    if first is None:  # forgotten at this very moment, after 72 hours
        raise RequestInProgress
    if first.body_hash != fingerprint or first.status is None:
        raise IdempotencyMismatch
    return Answer(first.status, orjson.loads(first.answer), replayed=True)


def _fingerprint(body: bytes | Mapping[str, Any]) -> str:
    # The standard library's writer, because orjson refuses huge integers and lone surrogates, which clients can send.
    raw = body if isinstance(body, bytes) else json.dumps(body, sort_keys=True, default=str).encode()
    return sha256(raw).hexdigest()


def rewrite_answers(words: Mapping[str, str]) -> int:
    """Put other words for these (a person's) into every kept answer, and say of how many; each stays the answer to its request."""
    rows = 0
    with connection.cursor() as cursor:
        for word, instead in words.items():
            cursor.execute(_REWRITE, {"word": word, "instead": instead})
            rows += cursor.rowcount
    return rows


def forget_old(*, at: datetime, chunk: int = 5000) -> int:
    """Delete requests older than 72 hours, a chunk a transaction, and say how many; two at once share the work."""
    forgotten = 0
    while True:
        old = (
            Request.objects.filter(created_at__lt=at - KEPT).order_by("created_at").select_for_update(skip_locked=True).values("pk")[:chunk]
        )
        with transaction.atomic():
            deleted, _ = Request.objects.filter(pk__in=old).delete()
        forgotten += deleted
        if deleted < chunk:
            return forgotten
