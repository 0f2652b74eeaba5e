"""Caps over several bills: what a member's older bills are, and taking back what a late piece of news shows to be above the cap."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from loyalty.ledger.causes import LONGEST_ID, Cause
from loyalty.ledger.services import claw_back
from loyalty.programme.accrual import Award
from loyalty.programme.models import HeardBill
from loyalty.programme.playing import Name, Rated, from_facts
from loyalty.programme.queries import Rulebook
from loyalty.programme.queries.versions import rule_by_id
from stores.clock import local_day

_LOCKS = 256  # so many buckets: a lock a member would not fit into the server's table of locks
_SPACE = 0x10_7A17  # told apart from other advisory locks
_LOCK = "SELECT pg_advisory_xact_lock(%s, bucket) FROM unnest(%s::int[]) AS bucket"


@dataclass(frozen=True, slots=True)
class Older:
    """A bill that was heard before, and the points it gave by rule name."""

    customer_id: int
    rated: Rated
    awarded: Mapping[str, int]


def lock_buckets(customer_ids: Collection[int], *, book: Rulebook) -> None:
    """Let nobody else hear of these members' bills meanwhile; only where some rule has a cap."""
    if _capped(book):
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [_SPACE, sorted({pk % _LOCKS for pk in customer_ids})])


def older_bills(customer_ids: Collection[int], *, book: Rulebook) -> dict[Name, Older]:
    """Every bill of these members heard before; none where no rule has a cap, and the order does not matter."""
    if not _capped(book):
        return {}
    rows = HeardBill.objects.filter(customer_id__in=customer_ids)
    found = rows.values_list("source_type", "source_id", "customer_id", "at", "facts", "awarded")
    return {
        (kind, pk): Older(customer_id, from_facts((kind, pk), at=at, on=local_day(at), facts=facts), awarded)
        for kind, pk, customer_id, at, facts, awarded in found
        if customer_id is not None and at is not None
    }


def take_back_over_cap(older: Mapping[Name, Older], awards: Mapping[Name, Sequence[Award]], *, because: Collection[Name]) -> None:
    """Take back from older bills what they gave above the cap, now that earlier ones are known; dated as if it had never been given."""
    late = "+".join("-".join(name) for name in sorted(because))
    for name, old in sorted(older.items(), key=lambda item: (item[1].customer_id, item[0])):
        now = {award.rule.name: award.points for award in awards[name]}
        for rule, points in old.awarded.items():
            over = points - now.get(rule, 0)
            if over > 0:
                source = (name[0], f"{name[1]}:{rule.rpartition(':')[0]}")
                cause = Cause(
                    source_type=source[0],
                    source_id=f"{source[1]}:cap:{late}"[:LONGEST_ID],
                    at=old.rated.at,
                    rule=rule,
                    note="An earlier bill of the period fills the cap.",
                )
                claw_back(earn_source=source, in_all=over, cause=cause)


def _capped(book: Rulebook) -> bool:
    return any(rule_by_id(pk).cap_points is not None for _, pk in book.rules)
