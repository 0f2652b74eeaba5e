"""Boards: days active and points earned net of reversals, never a balance.

Names are masked. Who does not want to stand there does not, nor who is no member now: who left, and who was erased.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from loyalty.activity.enums import Board
from loyalty.activity.models import BoardTerms, Hiding, Season, Standing
from loyalty.programme.queries import belongs, standing_consents
from stores.clock import start_of_day
from upgrade_program.customers.names import masked_name
from upgrade_program.kernel.months import anniversary

# Places are one member's each: among equals, who came more days in a row, then who was there first.
_DAYS = """
    SELECT customer_id, count(*) AS score, max(least(streak, day - %(first)s + 1)) AS in_a_row, max(at) AS reached
      FROM activity_checkin WHERE day >= %(first)s AND day < %(after)s GROUP BY customer_id
"""
# What was earned in the month, less what has been clawed back of it since; awards of boards themselves do not count.
_POINTS = """
    SELECT account.customer_id, sum(points) AS score, 0 AS in_a_row, max(reached) AS reached
      FROM (SELECT earned.account_id, earned.d_pending + earned.d_available AS points, earned.at AS reached
              FROM ledger_entry earned
             WHERE earned.kind = 'earn' AND earned.at >= %(start)s AND earned.at < %(end)s AND earned.source_type <> 'board'
             UNION ALL
            SELECT earned.account_id, back.d_pending + back.d_available + back.d_held - back.d_debt, earned.at
              FROM ledger_entry back JOIN ledger_entry earned ON earned.id = back.reverses_id
             WHERE back.kind = 'clawback' AND earned.kind = 'earn' AND earned.at >= %(start)s AND earned.at < %(end)s
               AND earned.source_type <> 'board') moved
      JOIN ledger_account account ON account.id = moved.account_id
     GROUP BY account.customer_id
"""
_RANKED = """
    SELECT place, customer_id, name, score, in_a_row FROM (
        SELECT row_number() OVER (ORDER BY score DESC, in_a_row DESC, reached, customer_id) AS place,
               counted.customer_id, customer.name, counted.score, counted.in_a_row
          FROM ({counted}) counted JOIN customers_customer customer ON customer.id = counted.customer_id
         WHERE score > 0 AND NOT EXISTS (SELECT 1 FROM activity_hiding WHERE customer_id = counted.customer_id AND hidden)
           AND {member}
    ) ranked WHERE place <= %(shown)s OR customer_id = %(own)s ORDER BY place
"""
_COUNTED = {Board.DAYS: _DAYS, Board.POINTS: _POINTS}


@dataclass(frozen=True, slots=True)
class Place:
    """A place on a board; `score` in days or points, `in_a_row` the longest run of days within the month."""

    rank: int
    customer_id: int
    name: str
    score: int
    in_a_row: int


def board_of(board: Board, *, month: date, shown: int = 10, own: int | None = None) -> list[Place]:
    """The first places of a month as they stand now, and the place of the member `own` wherever it is. `month` is any day of it."""
    first = month.replace(day=1)
    after = anniversary(first, 1)
    facts: dict[str, Any] = {
        "first": first,
        "after": after,
        "start": start_of_day(first),
        "end": start_of_day(after),
        "shown": shown,
        "own": own,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RANKED.format(counted=_COUNTED[board], member=belongs("counted.customer_id")), facts)
        rows = cursor.fetchall()
    return [
        Place(rank=rank, customer_id=customer, name=masked_name(name), score=int(score), in_a_row=in_a_row)
        for rank, customer, name, score, in_a_row in rows
    ]


def frozen_board(board: Board, *, month: date, own: int | None = None) -> list[Standing]:
    """The places of a month that is over, as they were frozen; who has hidden or left since is left out for everybody but themselves."""
    rows = Standing.objects.filter(season__month=month.replace(day=1), board=board)
    hidden = Hiding.objects.filter(hidden=True, customer_id=OuterRef("customer_id"))
    member = standing_consents().filter(customer_id=OuterRef("customer_id"))
    return list(rows.filter(Q(customer_id=own) | ~Exists(hidden) & Exists(member)).order_by("rank"))


def is_frozen(month: date) -> bool:
    """Whether the job has frozen a month that is over; until then its places stand as `board_of` says."""
    return Season.objects.filter(month=month.replace(day=1)).exists()


def is_hidden(customer_id: int) -> bool:
    """Whether a member does not want to stand on boards."""
    return Hiding.objects.filter(customer_id=customer_id, hidden=True).exists()


def terms_of_month(month: date) -> BoardTerms | None:
    """The terms of a month, by its first day."""
    return BoardTerms.objects.filter(days__contains=month.replace(day=1)).first()
