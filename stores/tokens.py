"""API tokens of the stores' own tills: made for 12 hours, found by hash in one query, ended with the access they stand for."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import connection

from stores.clock import local_day
from stores.models import ApiToken, StaffUser
from stores.queries import live_postings
from stores.refusals import NotYourStore, SecondFactorMissing
from stores.second_factor import has_second_factor, needs_second_factor
from stores.sign_in import check_credentials
from upgrade_program.foundation.database.prepared import Prepared
from upgrade_program.kernel.actor import Actor, Role

LIFE = timedelta(hours=12)
KEPT = timedelta(days=30)


def issue_token(
    *, username: str, password: str, store_code: str | None = None, at: datetime, address: str, totp: str = ""
) -> tuple[str, ApiToken]:
    """A new key and its row. Refuses as `check_credentials` does, and `forbidden` for a store the person is not posted to.

    Who needs a second factor and has set up none is refused (`forbidden` at `totp`).
    Without a store code it stands for the person's first store; head office and auditors have none.
    """
    staff = check_credentials(username=username, password=password, address=address, totp=totp)
    if needs_second_factor(staff, on=local_day(at)) and not has_second_factor(staff):
        raise SecondFactorMissing
    store_id = _store_for(staff, store_code, at)
    raw = secrets.token_urlsafe(32)
    token = ApiToken.objects.create(staff=staff, store_id=store_id, digest=_digest(raw), created_at=at, expires_at=at + LIFE)
    return raw, token


# Written by hand: every call of the API asks this first, and the ORM takes longer to spell it than the database to answer.
_WHO = Prepared(
    "who_has_the_token",
    """
    SELECT s.id, s.username, s.first_name, s.last_name, s.office_role, t.store_id, st.id, st.code, st.name, p.role,
           ARRAY(SELECT id FROM stores_store WHERE served_by_id = st.id ORDER BY id)
      FROM stores_apitoken t
      JOIN stores_staffuser s ON s.id = t.staff_id AND s.is_active
      LEFT JOIN stores_store st ON st.id = t.store_id AND st.is_open
      LEFT JOIN stores_posting p ON p.staff_id = s.id AND p.store_id = st.id
                                AND p.since <= %(day)s AND (p.until IS NULL OR p.until > %(day)s)
     WHERE t.digest = %(digest)s AND t.ended_at IS NULL AND t.expires_at > %(at)s
    """,
    {"digest": "text", "at": "timestamptz", "day": "date"},
)


def actor_of_token(raw: str, at: datetime) -> Actor | None:
    """Who acts with this key at this instant; None once it is unknown, over, or its person, posting or store is gone. One query."""
    with connection.cursor() as cursor:
        _WHO.execute(cursor, {"digest": _digest(raw), "at": at, "day": local_day(at)})
        row = cursor.fetchone()
    if row is None:
        return None
    # As `access.person` has it, but without the three models: this is asked with every call.
    staff_id, username, first_name, last_name, office_role, bound_to, store_id, store_code, store_name, role, serves = row
    person = {"staff_id": staff_id, "username": username, "name": f"{first_name} {last_name}".strip() or username}
    if bound_to is None:
        return Actor(role=Role(office_role), **person) if office_role else None
    if office_role or role is None:
        return None
    return Actor(role=Role(role), store_id=store_id, store_code=store_code, store_name=store_name, serves=tuple(serves), **person)


def end_token(*, raw: str, at: datetime) -> None:
    """The key opens nothing from now on; ending it twice, or a key nobody knows, changes nothing."""
    ApiToken.objects.filter(digest=_digest(raw), ended_at__isnull=True).update(ended_at=at)


def end_tokens_of(*, staff: StaffUser, at: datetime, store_id: int | None = None) -> None:
    """All keys of a person are over, or only those for one store."""
    tokens = ApiToken.objects.filter(staff=staff, ended_at__isnull=True)
    (tokens if store_id is None else tokens.filter(store_id=store_id)).update(ended_at=at)


def end_tokens_of_store(*, store_id: int, at: datetime) -> None:
    """All keys made for a store are over."""
    ApiToken.objects.filter(store_id=store_id, ended_at__isnull=True).update(ended_at=at)


def _store_for(staff: StaffUser, code: str | None, at: datetime) -> int | None:
    if staff.office_role:
        if code:
            raise NotYourStore(sentence="Head office and auditors work above all stores.", next_step="Leave the store out.")
        return None
    postings = {posting.store.code: posting.store_id for posting in live_postings(staff=staff, on=local_day(at))}
    if code:
        if code not in postings:
            raise NotYourStore
        return postings[code]
    if not postings:
        raise NotYourStore(sentence="You are posted to no store.", next_step="Ask head office for a posting.")
    return next(iter(postings.values()))


def _digest(raw: str) -> str:
    # A random key of 256 bits needs no slow hash: nobody guesses it, and the look-up is by equality of the hash.
    return hashlib.sha256(raw.encode("utf-8", "replace")).hexdigest()


def forget_old_tokens(*, at: datetime) -> int:
    """Delete keys that were over a month ago; gives their number. The audit trail keeps who acted."""
    return ApiToken.objects.filter(expires_at__lt=at - KEPT).delete()[0]
