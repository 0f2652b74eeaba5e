"""Earning from news, in batches: many pieces in a handful of statements. Source: loyalty rules 1, 3 to 5, 14 and 15.

Hearing is idempotent and takes the news in any order: each piece has one row and one entry a rule, a bill taken back before it was heard
of gives and takes at once, and caps are filled in the order in which things happened. What counts is what stood when it happened: the
consent, the rules, the membership, and the status on record.

Locks, always in this order: the members' cap buckets, the rows of the bills in the order of their names, the accounts, all at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import orjson
from django.db import connection, transaction

from loyalty.ledger.causes import Cause
from loyalty.ledger.services import Earning, earn_all
from loyalty.ledger.services.accounts import open_accounts
from loyalty.programme.accrual import Award, Bill
from loyalty.programme.enums import Source
from loyalty.programme.playing import Name, Rated, as_facts, played
from loyalty.programme.queries import Rulebook, rulebook, spans_of
from loyalty.programme.services.caps import Older, lock_buckets, older_bills, take_back_over_cap
from loyalty.programme.services.rating import Rater
from loyalty.programme.services.status import bring_up_to_date
from loyalty.programme.services.taking_back import give_up, lock_accounts
from stores.clock import local_day, start_of_day
from stores.models import Store

_KEEP = """
    INSERT INTO programme_heardbill AS heard (source_type, source_id, customer_id, at, facts, awarded)
    SELECT source_type, source_id, customer_id, at, facts, awarded
      FROM unnest(%(types)s::text[], %(ids)s::text[], %(customers)s::bigint[], %(ats)s::timestamptz[], %(facts)s::jsonb[],
                  %(awarded)s::jsonb[]) AS news (source_type, source_id, customer_id, at, facts, awarded)
     ORDER BY source_type, source_id
        ON CONFLICT (source_type, source_id) DO UPDATE
       SET customer_id = EXCLUDED.customer_id, at = EXCLUDED.at, facts = EXCLUDED.facts, awarded = EXCLUDED.awarded
     WHERE heard.customer_id IS NULL
    RETURNING source_type, source_id, taken_back_at
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One piece of news that earns: a plan sold or a claim settled, with its bills (rupees).

    Points are pending until the start of `live_on`; None: until the programme's pending days have passed.
    """

    source: Source
    source_id: str
    customer_id: int
    store_id: int
    at: datetime
    live_on: date | None
    bills: tuple[Bill, ...]

    @property
    def name(self) -> Name:
        return str(self.source), self.source_id


def hear(news: Iterable[Heard], *, at: datetime) -> int:
    """Give members the points of what happened, and say how many pieces gave some that had given none before."""
    with transaction.atomic():
        book = rulebook()
        mine = _of_members(news, book)
        if not mine:
            return 0
        customers = sorted({one.customer_id for one in mine.values()})
        lock_buckets(customers, book=book)
        rated = _rated(mine, book=book, at=at)
        older = older_bills(customers, book=book)
        awards = _awards(mine, rated, older, book)
        kept = _keep(mine, rated, awards)
        earnings = [earning for name in kept for earning in _earnings(mine[name], awards[name], book)]
        if earnings:
            open_accounts({one.customer_id for one in earnings}, at=min(one.cause.at for one in earnings))
        lock_accounts(customers)
        earn_all(earnings)
        take_back_over_cap(older, awards, because=kept)
        for name, taken_back_at in kept.items():
            if taken_back_at:
                give_up(name, _points(awards[name]), at=taken_back_at, store_id=mine[name].store_id)
        bring_up_to_date(customers, at=at, book=book)
    return sum(1 for name in kept if awards[name])


def _of_members(news: Iterable[Heard], book: Rulebook) -> dict[Name, Heard]:
    """What happened to somebody who was a member then, while a programme was in force; each piece once."""
    pieces = {one.name: one for one in news}
    spans = spans_of(one.customer_id for one in pieces.values())
    return {
        name: one
        for name, one in pieces.items()
        if any(span.holds(one.at) for span in spans.get(one.customer_id, ())) and book.programme(local_day(one.at))
    }


def _rated(mine: Mapping[Name, Heard], *, book: Rulebook, at: datetime) -> dict[Name, Rated]:
    kinds = dict(Store.objects.filter(pk__in={one.store_id for one in mine.values()}).values_list("pk", "kind"))
    rater = Rater.of({one.customer_id for one in mine.values()}, book=book, at=at)
    return {
        name: Rated(
            name=name,
            at=one.at,
            on=local_day(one.at),
            bills=tuple(replace(bill, store_kind=kinds.get(one.store_id, "")) for bill in one.bills),
            factor=rater.factor(one.customer_id, at=one.at),
        )
        for name, one in mine.items()
    }


def _awards(
    mine: Mapping[Name, Heard], rated: Mapping[Name, Rated], older: Mapping[Name, Older], book: Rulebook
) -> dict[Name, list[Award]]:
    """What each piece gives; with what the members' older bills give now, where a cap is in force."""
    by_member: dict[int, dict[Name, Rated]] = defaultdict(dict)
    for name, piece in rated.items():
        by_member[mine[name].customer_id][name] = piece
    for name, old in older.items():
        by_member[old.customer_id][name] = old.rated  # as it was rated when it was heard
    awards: dict[Name, list[Award]] = {}
    for pieces in by_member.values():
        awards |= played(pieces.values(), rules_on=book.rules_on, rounding_on=book.rounding)
    return awards


def _keep(mine: Mapping[Name, Heard], rated: Mapping[Name, Rated], awards: Mapping[Name, Sequence[Award]]) -> dict[Name, datetime | None]:
    """Write down what was not heard before; by name when it had been taken back, None for most."""
    names = sorted(mine)
    row: dict[str, Any] = {
        "types": [kind for kind, _ in names],
        "ids": [pk for _, pk in names],
        "customers": [mine[name].customer_id for name in names],
        "ats": [mine[name].at for name in names],
        "facts": [orjson.dumps(as_facts(rated[name])).decode() for name in names],
        "awarded": [orjson.dumps(_points(awards[name])).decode() for name in names],
    }
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, row)
        return {(kind, pk): taken_back_at for kind, pk, taken_back_at in cursor.fetchall()}


def _points(awards: Sequence[Award]) -> dict[str, int]:
    return {award.rule.name: award.points for award in awards}


def _earnings(one: Heard, awards: Sequence[Award], book: Rulebook) -> list[Earning]:
    on = local_day(one.at)
    settings = book.programme(on)
    if settings is None:
        raise AssertionError("what happened without a programme was left out")
    live_on = one.live_on or settings.first_day(on)
    return [
        Earning(
            customer_id=one.customer_id,
            points=award.points,
            cause=Cause(
                source_type=str(one.source),
                source_id=f"{one.source_id}:{award.rule.key}",
                at=one.at,
                store_id=one.store_id,
                rule=award.rule.name,
                facts=award.facts,
            ),
            live_from=max(start_of_day(live_on), one.at),
            expires_at=start_of_day(day_after(settings.last_day(live_on))),  # the midnight that ends the last day
        )
        for award in awards
    ]


def day_after(day: date) -> date:
    """From whose start points are available that wait for a day to pass (rule 3)."""
    return day + timedelta(days=1)
