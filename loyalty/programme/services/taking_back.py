"""Taking points back: a plan cancelled, a settlement reversed, a part of a bill returned. By the rules of the purchase (rule 7).

From whom they were given to: the bill keeps its customer. A plan that goes over to another holder, or whose mobile is corrected, takes no
points along, and its end takes none from the new holder; two rows of one person become one by a merge (rule 13), which moves all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
from django.db import connection, transaction

from loyalty.ledger.causes import Cause
from loyalty.ledger.services import claw_back
from loyalty.ledger.services.accounts import locked_all
from loyalty.programme.accrual import shared_out, taken_back
from loyalty.programme.enums import Occasion, Source
from loyalty.programme.models import HeardBill
from loyalty.programme.playing import Name, from_facts
from loyalty.programme.queries.versions import rule_by_id
from loyalty.programme.services.status import bring_up_to_date
from stores.clock import local_day
from upgrade_program.kernel.actor import SYSTEM, Actor

_MARK = """
    INSERT INTO programme_heardbill AS heard (source_type, source_id, facts, awarded, taken_back_at)
    SELECT source_type, source_id, '{}', '{}', taken_back_at
      FROM unnest(%(types)s::text[], %(ids)s::text[], %(ats)s::timestamptz[]) AS news (source_type, source_id, taken_back_at)
     ORDER BY source_type, source_id
        ON CONFLICT (source_type, source_id) DO UPDATE SET taken_back_at = EXCLUDED.taken_back_at WHERE heard.taken_back_at IS NULL
    RETURNING source_type, source_id, customer_id, awarded
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """News that a plan was cancelled or a settlement reversed, at which store."""

    source: Source
    source_id: str
    store_id: int
    at: datetime

    @property
    def name(self) -> Name:
        return str(self.source), self.source_id


def take_back(news: Iterable[TakenBack], *, at: datetime) -> int:
    """Take back exactly the points of these bills, and say of how many; what was spent meanwhile becomes debt.

    Hearing it again changes nothing. A bill not heard of yet is marked, and gives and takes at once when its news comes.
    """
    pieces = {one.name: one for one in sorted(news, key=lambda one: one.at, reverse=True)}
    if not pieces:
        return 0
    with transaction.atomic():
        given = [row for row in _mark(pieces) if row[1] is not None]
        lock_accounts({customer for _, customer, _ in given if customer is not None})
        for name, _, awarded in sorted(given, key=lambda row: (row[1], row[0])):
            give_up(name, awarded, at=pieces[name].at, store_id=pieces[name].store_id)
        bring_up_to_date({customer for _, customer, _ in given if customer is not None}, at=at)
    return len(given)


def take_back_part(
    *, source: Source, source_id: str, occasion: Occasion, returned: Sequence[Decimal], act: str, at: datetime, actor: Actor = SYSTEM
) -> int:
    """Take back the points of what has been returned of a bill's lines, in all, in rupees; says how many points went this time.

    `act` names the return, once for each. Cumulative: the same returned again takes nothing, all of it takes what is left.
    """
    with transaction.atomic():
        row = HeardBill.objects.select_for_update(no_key=True).filter(source_type=source, source_id=source_id).first()
        if row is None or row.customer_id is None or row.at is None:
            return 0
        rated = from_facts((row.source_type, row.source_id), at=row.at, on=local_day(row.at), facts=row.facts)
        lines = next(bill.lines for bill in rated.bills if bill.occasion == occasion)
        taken = 0
        for rule, points in row.awarded.items():
            if rule_by_id(int(rule.rpartition(":")[2])).occasion == occasion:
                in_all = taken_back(shared_out(points, lines), lines, returned)
                taken += _claw(rated.name, rule, in_all, act=act, at=at, actor=actor, store_id=actor.store_id)
        bring_up_to_date([row.customer_id], at=at)
    return taken


def lock_accounts(customer_ids: Iterable[int]) -> None:
    """All at once, in the order of their ids: of two who lock one after the other, by different orders, each would wait for the other."""
    locked_all(customer_ids)


def give_up(name: Name, awarded: Mapping[str, int], *, at: datetime, store_id: int | None) -> None:
    """Take back all that a bill gave."""
    for rule, points in sorted(awarded.items()):
        _claw(name, rule, points, act="taken_back", at=at, store_id=store_id)


def _claw(name: Name, rule: str, in_all: int, *, act: str, at: datetime, store_id: int | None, actor: Actor = SYSTEM) -> int:
    source = (name[0], f"{name[1]}:{rule.rpartition(':')[0]}")
    cause = Cause(source_type=source[0], source_id=f"{source[1]}:{act}", at=at, actor=actor, store_id=store_id, rule=rule)
    entry = claw_back(earn_source=source, in_all=in_all, cause=cause)
    return 0 if entry is None else entry.d_debt - entry.d_pending - entry.d_available


def _mark(pieces: Mapping[Name, TakenBack]) -> list[tuple[Name, int | None, dict[str, int]]]:
    """Mark what was not marked before, and give it with its customer (None while unheard) and points."""
    names = sorted(pieces)
    row: dict[str, Any] = {
        "types": [kind for kind, _ in names],
        "ids": [pk for _, pk in names],
        "ats": [pieces[name].at for name in names],
    }
    with connection.cursor() as cursor:
        cursor.execute(_MARK, row)
        return [((kind, pk), customer, _read(awarded)) for kind, pk, customer, awarded in cursor.fetchall()]


def _read(awarded: Any) -> dict[str, int]:
    return dict(orjson.loads(awarded) if isinstance(awarded, str) else awarded)
