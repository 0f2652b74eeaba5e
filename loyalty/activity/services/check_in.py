"""The daily check-in: one a local day, and more for a whole streak. Source: loyalty section 3."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from loyalty.activity.calendar import ONE_DAY, bonus_due, next_streak
from loyalty.activity.models import CheckIn
from loyalty.activity.queries import streak_of
from loyalty.activity.refusals import CheckedInAlready
from loyalty.activity.services.earning import give
from loyalty.activity.services.permission import keep_member, require_member_or_counter
from loyalty.programme.queries import programme_at
from stores.clock import local_day
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor


def check_in(*, customer_id: int, actor: Actor, at: datetime) -> CheckIn:
    """Note that a member is here today and give the day's points, and those of the streak that this day completes.

    The member alone, or a store's staff with them. Refuses customers who are no members (`not_a_member`), and a second time on the same
    local day (`checked_in_already`); of any number at once one counts.
    """
    require_member_or_counter(actor)
    day, programme = local_day(at), programme_at(at)
    with act_transaction():
        keep_member(customer_id)
        last = CheckIn.objects.filter(customer_id=customer_id, day=day - ONE_DAY).first()
        streak = next_streak(last.day if last else None, last.streak if last else 0, on=day)
        bonus = programme.streak_points if bonus_due(streak, every=programme.streak_days) else 0
        row = _added(
            customer_id=customer_id,
            day=day,
            at=at,
            streak=streak,
            points=programme.check_in_points,
            bonus=bonus,
            store_id=actor.store_id,
        )
        source_id, rule = f"{customer_id}:{day.isoformat()}", f"check_in:{programme.id}"
        facts = {"day": day.isoformat(), "streak": str(streak)}
        give(customer_id=customer_id, points=row.points, source=("check_in", source_id), at=at, actor=actor, rule=rule, facts=facts)
        give(customer_id=customer_id, points=bonus, source=("streak", source_id), at=at, actor=actor, rule=rule, facts=facts)
    return row


def _added(*, customer_id: int, day: date, **facts: Any) -> CheckIn:
    """The new row; of two at once the later one waits for the first, and the law one_check_in_a_local_day refuses it."""
    try:
        with transaction.atomic():
            return CheckIn.objects.create(customer_id=customer_id, day=day, **facts)
    except IntegrityError as law:
        raise CheckedInAlready(streak=streak_of(customer_id, on=day).days) from law
