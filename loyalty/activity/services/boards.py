"""Freezing the boards of months that are over, with their awards; and who does not want to stand there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from loyalty.activity.calendar import month_of, months_over
from loyalty.activity.enums import Board
from loyalty.activity.models import BoardTerms, Hiding, Season, Standing
from loyalty.activity.queries.boards import board_of, terms_of_month
from loyalty.activity.services.earning import give
from loyalty.activity.services.permission import require_member_or_counter
from loyalty.ledger.services.accounts import locked_all
from stores.access import require_head_office
from stores.checking import checked_reason
from stores.clock import local_day
from upgrade_program.customers.models import Customer
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.kernel.actor import SYSTEM, Actor
from upgrade_program.kernel.errors import Invalid

# The month after the last frozen one; without any, that of the first thing anybody did.
_BEGIN = """
    SELECT coalesce(
        (SELECT (max(month) + interval '1 month')::date FROM activity_season),
        least((SELECT min(day) FROM activity_checkin), (SELECT min(at AT TIME ZONE 'Asia/Kolkata')::date FROM ledger_entry))
    )
"""


def freeze_due(*, on: date, at: datetime) -> int:
    """Freeze the boards of every month that is over on a day and not frozen yet, and say how many; late, doubled or missing is no harm."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN)
        begin: date | None = cursor.fetchone()[0]
    if begin is None:
        return 0
    return sum(_freeze(month, at=at) for month in months_over(begin, on=on))


def _freeze(month: date, *, at: datetime) -> bool:
    """One month, in one transaction: whoever comes at the same time waits for it and does nothing."""
    terms = terms_of_month(month)
    if terms is None:
        return False
    with transaction.atomic():
        season, new = Season.objects.get_or_create(month=month, defaults={"terms": terms, "frozen_at": at})
        if not new:
            return False
        places = _kept_places(season)
        Standing.objects.bulk_create(places)
        for place in sorted(places, key=lambda place: place.customer_id):
            give(
                customer_id=place.customer_id,
                points=place.award,
                source=("board", f"{month:%Y-%m}:{place.board}:{place.customer_id}"),
                at=at,
                rule=f"board.{place.board}:{terms.pk}",
                facts={"month": f"{month:%Y-%m}", "place": str(place.rank), "score": str(place.score)},
            )
        after = {"month": month.isoformat(), "places": len(places), "awarded": sum(place.award for place in places)}
        audit(actor=SYSTEM, at=at, verb="boards.frozen", subject=f"season:{season.pk}", after=after)
    return True


def _kept_places(season: Season) -> list[Standing]:
    """The places of both boards, none of whose members is erased until the transaction ends: their names and awards would be nobody's.

    Who was erased before they could be kept is left out, as `board_of` does, and whoever moves up for them is kept too.
    """
    terms, kept = season.terms, set[int]()
    while True:
        places = [*_places(season, Board.DAYS, terms.day_awards), *_places(season, Board.POINTS, terms.point_awards)]
        found = {place.customer_id for place in places}
        if found <= kept:
            return places
        _keep(found - kept)
        kept |= found


def _keep(customer_ids: Iterable[int]) -> None:
    """Let nobody erase these until the transaction ends. In the order of an erasure: the accounts, then the customers."""
    locked_all(customer_ids)
    list(Customer.objects.select_for_update(no_key=True).filter(pk__in=customer_ids).order_by("pk"))


def _places(season: Season, board: Board, awards: Sequence[int]) -> list[Standing]:
    return [
        Standing(
            season=season,
            board=board,
            rank=place.rank,
            customer_id=place.customer_id,
            name=place.name,
            score=place.score,
            in_a_row=place.in_a_row,
            award=awards[place.rank - 1] if place.rank <= len(awards) else 0,
        )
        for place in board_of(board, month=season.month, shown=season.terms.shown)
    ]


def hide_from_boards(*, customer_id: int, hidden: bool, actor: Actor, at: datetime) -> None:
    """Note whether a member wants to stand on boards. The member alone, or a store's staff with them."""
    require_member_or_counter(actor)
    Hiding.objects.update_or_create(customer_id=customer_id, defaults={"hidden": hidden, "at": at})


def forget_on_boards(customer_id: int) -> int:
    """Take the masked name of an erased member off the boards that are frozen, whose places and awards stay; says off how many places.

    In the transaction of the erasure, after it; of anybody else the database refuses it (`standings_never_change`).
    """
    return Standing.objects.filter(customer_id=customer_id).exclude(name="").update(name="")


@transaction.atomic
def set_board_terms(
    *, from_month: date, shown: int, day_awards: Sequence[int], point_awards: Sequence[int], reason: str, actor: Actor, at: datetime
) -> BoardTerms:
    """Let the months from `from_month` on have these awards. Head office only; a month that goes on keeps those it began with.

    Refuses (`invalid`) a month that has begun, one before terms to come, more than ten awards, and awards over 10,000 points.
    """
    require_head_office(actor)
    reason, first = checked_reason(reason), month_of(from_month)
    if first <= local_day(at):
        raise Invalid(field="from_month", sentence="That month has begun: its awards stand.", next_step="Choose a later month.")
    for field, awards in (("day_awards", day_awards), ("point_awards", point_awards)):
        if len(awards) > 10 or any(not 1 <= points <= 10_000 for points in awards):
            raise Invalid(
                field=field, sentence="A board has at most ten awards of 1 to 10,000 points.", next_step="Write them as 100, 50, 25."
            )
    if not 1 <= shown <= 100:
        raise Invalid(field="shown", sentence="A board shows 1 to 100 places.", next_step="Type how many.")
    standing = list(BoardTerms.objects.select_for_update(no_key=True).order_by("days"))
    if any(row.days.lower >= first for row in standing):
        raise Invalid(field="from_month", sentence="Other awards already begin in or after that month.", next_step="Choose a later month.")
    for row in standing:
        if row.days.upper is None or row.days.upper > first:
            row.days = DateRange(row.days.lower, first)
            row.save(update_fields=["days"])
    terms = BoardTerms.objects.create(
        days=DateRange(first, None), shown=shown, day_awards=list(day_awards), point_awards=list(point_awards)
    )
    after = {"from": first, "shown": shown, "days": list(day_awards), "points": list(point_awards)}
    audit(actor=actor, at=at, verb="board_terms.set", subject=f"board_terms:{terms.pk}", after=after, reason=reason)
    return terms
