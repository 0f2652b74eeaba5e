"""Photos of the phone on the day its plan was sold: what a claim is later held against."""

from __future__ import annotations

from datetime import date, datetime

from stores.clock import local_day
from upgrade_program.foundation.photos.models import Photo
from upgrade_program.foundation.photos.services import Upload, keep_photo
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden, Invalid, Refused
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services.locking import locked

DAY_ZERO_VIEWS = ("front", "back", "lit", "sides")
_KEPT_AFTER = 60  # days after the plan's last day


class DayZeroIsOver(Refused):
    """A picture taken later would say nothing about the phone as it was sold."""

    code = "outside_window"
    field = "photo"
    sentence = "Day-0 photos are taken on the day of the sale."
    next_step = "A claim takes photos of its own."


def photos_subject(plan: Plan) -> str:
    """What photos call the plan."""
    return f"plan:{plan.pk}"


def add_day_zero_photo(*, plan: Plan, view: str, file: Upload, actor: Actor, at: datetime, on: date) -> Photo:
    """Keep a photo of a live plan's phone, at its own store and on the day of its sale, until 60 days after the plan's last day.

    Refuses other stores (`forbidden`), other views (`invalid`), later days and ended plans (`outside_window`), and what `keep_photo` does.
    """
    if not actor.works_for(plan.store_id):
        raise Forbidden(sentence="Only the staff of the selling store take day-0 photos.", next_step="A claim takes photos of its own.")
    if view not in DAY_ZERO_VIEWS:
        known = ", ".join(DAY_ZERO_VIEWS)
        raise Invalid(field="view", sentence="Nobody knows this view of a phone.", next_step="One of: {known}.", known=known)
    with act_transaction():
        plan = locked(plan.pk)
        if not plan.live or local_day(plan.sold_at) != on:
            raise DayZeroIsOver
        days = (plan.expires_on - on).days + _KEPT_AFTER
        return keep_photo(file=file, subject=photos_subject(plan), view=view, actor=actor, at=at, on=on, keep_days=days)
