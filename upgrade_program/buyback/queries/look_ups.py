"""What look-ups said of a claim's phone: the newest of each claim, and the newest that did not pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from stores.models import StaffUser
from upgrade_program.buyback.models import Claim
from upgrade_program.foundation.audit.queries import rows_for

# Joined to a claim called `claim`: of what its gate says, where somebody looked and no till just said so, and of what the trail says of
# look-ups that did not pass, the newest.
COLUMNS = "look_up.result, look_up.by, look_up.at, look_up.source"
LOOK_UP = """
    LEFT JOIN LATERAL (
        SELECT found.result, coalesce(person.username, '') AS by, found.at, found.source
          FROM (SELECT gate.facts ->> 'result' AS result, gate.by_id AS by_id, gate.at, gate.facts ->> 'source' AS source, true AS passed
                  FROM buyback_passedgate gate
                 WHERE gate.claim_id = claim.id AND gate.key = 'blacklist_clear' AND gate.facts ->> 'result' IS NOT NULL
                 UNION ALL
                SELECT trail.after ->> 'result', trail.actor_id, trail.at, trail.after ->> 'source', false
                  FROM audit_auditrow trail
                 WHERE trail.subject = 'plan:' || claim.plan_id AND trail.verb = 'claim.looked_up'
                   AND trail.after ->> 'claim' = claim.id::text) found
          LEFT JOIN stores_staffuser person ON person.id = found.by_id
         ORDER BY found.at DESC, found.passed DESC LIMIT 1) look_up ON true
"""
_EACH = f"SELECT claim.id, {COLUMNS} FROM buyback_claim claim {LOOK_UP} WHERE claim.id = ANY(%s)"  # noqa: S608  (this house's own words)
_READ_ALONG = "look_up_read"


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What a register said of a claim's phone (clear or blocked), who looked (username), when, and in which register."""

    result: str
    by: str
    at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class BlockedLookUp:
    """When, by whom and from which register an IMEI was found blocked; the reference is the register's own, if it gave one."""

    at: datetime
    by: str
    source: str
    reference: str


def look_ups_of(claims: Iterable[Claim]) -> dict[int, LookedUp]:
    """The newest look-up of each of many claims by its id, in one query, or in none where it was read along with the claim."""
    told = {claim.pk: claim.__dict__.get(_READ_ALONG, ()) for claim in claims}
    if unread := [pk for pk, row in told.items() if row == ()]:
        with connection.cursor() as cursor:
            cursor.execute(_EACH, [unread])
            told |= {pk: _looked_up(row) for pk, *row in cursor.fetchall()}
    return {pk: look_up for pk, look_up in told.items() if look_up}


def read_along(claim: Claim, row: Sequence[Any]) -> None:
    """Keep with a claim what a statement of its own has asked for by `COLUMNS`."""
    claim.__dict__[_READ_ALONG] = _looked_up(row)


def blocked_look_up(claim: Claim) -> BlockedLookUp | None:
    """The newest look-up that found the claim's phone blocked, if there was one."""
    row = rows_for(f"plan:{claim.plan_id}").filter(verb="claim.looked_up", after__claim=claim.pk).last()
    if row is None or row.after is None:
        return None
    by = StaffUser.objects.filter(pk=row.actor_id or 0).first()
    return BlockedLookUp(
        at=row.at, by=by.name if by else "", source=str(row.after.get("source", "")), reference=str(row.after.get("reference", ""))
    )


def _looked_up(row: Sequence[Any]) -> LookedUp | None:
    return None if row[0] is None else LookedUp(*row)
