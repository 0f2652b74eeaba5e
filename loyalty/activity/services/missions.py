"""Missions: published, ended, completed by their proof, and taken back with what they stood on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from loyalty.activity.calendar import turn_of
from loyalty.activity.enums import Proof, Turn
from loyalty.activity.models import Completion, Mission, Purchase
from loyalty.activity.services.earning import give
from loyalty.ledger.causes import Cause
from loyalty.ledger.services import claw_back
from stores.access import require_head_office
from stores.checking import checked_reason, refuse_unclean
from stores.clock import local_day
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.kernel.actor import SYSTEM, Actor
from upgrade_program.kernel.errors import Invalid
from upgrade_program.kernel.text import one_line

# By hand, for its ON CONFLICT without a target: either law, of the turn or of the proof, means that there is nothing to add.
_COMPLETE = """
    INSERT INTO activity_completion (mission_id, customer_id, turn, proof, purchase_id, points, at, live_from, store_id, by_id)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMission:
    """A mission as head office writes it, from a local day on, through `last_day` if it has one."""

    key: str
    proof: str
    title: str
    title_hi: str
    about: str
    about_hi: str
    points: int
    turn: str
    first_day: date
    last_day: date | None = None


@transaction.atomic
def add_mission(*, new: NewMission, actor: Actor, at: datetime) -> Mission:
    """Publish a mission. Head office only; refuses (`invalid`) a beginning in the past and what the laws of a mission do not allow."""
    require_head_office(actor)
    if new.first_day < local_day(at):
        raise Invalid(field="first_day", sentence="A mission cannot begin in the past.", next_step="Choose today or a later day.")
    if new.last_day is not None and new.last_day < new.first_day:
        raise Invalid(field="last_day", sentence="The last day lies before the first.", next_step="Choose a later day, or none.")
    if new.turn not in Turn.values or new.proof not in Proof.values:
        raise Invalid(field="turn", sentence="How often, or the proof, is not chosen.", next_step="Choose both.")
    texts = {name: one_line(getattr(new, name), field=name, most=most) for name, most in _TEXTS.items()}
    after_last = new.last_day + timedelta(days=1) if new.last_day else None
    row = Mission(
        key=new.key.strip(),
        proof=new.proof,
        **texts,
        points=new.points,
        turn=new.turn,
        days=DateRange(new.first_day, after_last),
        created_at=at,
    )
    refuse_unclean(row)
    row.save(force_insert=True)
    after = {"key": row.key, "proof": row.proof, "points": row.points, "turn": row.turn, "from": new.first_day, "through": new.last_day}
    audit(actor=actor, at=at, verb="mission.added", subject=f"mission:{row.pk}", after=after)
    return row


@transaction.atomic
def end_mission(*, mission: Mission, last_day: date, reason: str, actor: Actor, at: datetime) -> Mission:
    """Let a mission end earlier than it would, today at the earliest. Head office only; refuses (`invalid`) a day that is no earlier."""
    require_head_office(actor)
    reason = checked_reason(reason)
    row = Mission.objects.select_for_update(no_key=True).get(pk=mission.pk)
    first, end = row.days.lower, last_day + timedelta(days=1)
    if last_day < max(local_day(at), first) or (row.days.upper is not None and end >= row.days.upper):
        raise Invalid(
            field="last_day", sentence="A mission ends today or later, and earlier than it would.", next_step="Choose another day."
        )
    row.days = DateRange(first, end)
    row.save(update_fields=["days"])
    audit(actor=actor, at=at, verb="mission.ended", subject=f"mission:{row.pk}", after={"through": last_day}, reason=reason)
    return row


def complete(
    mission: Mission,
    *,
    customer_id: int,
    proof: str,
    at: datetime,
    live_from: datetime,
    purchase: Purchase | None = None,
    actor: Actor = SYSTEM,
    store_id: int | None = None,
) -> Completion | None:
    """Complete a mission for a member in the caller's transaction, with its points from `live_from` on; None when it was done before."""
    begins = max(live_from, at)
    row = (
        mission.pk,
        customer_id,
        turn_of(mission.turn, local_day(at)),
        proof,
        purchase.pk if purchase else None,
        mission.points,
        at,
        begins,
    )
    with connection.cursor() as cursor:
        cursor.execute(_COMPLETE, [*row, store_id, actor.staff_id])
        made = cursor.fetchone()
    if made is None:
        return None
    give(
        customer_id=customer_id,
        points=mission.points,
        source=("mission", str(made[0])),
        at=at,
        live_from=begins,
        actor=actor,
        store_id=store_id,
        rule=f"mission.{mission.key}:{mission.pk}",
        facts={"mission": mission.key, "title": mission.title, "proof": proof},
    )
    return Completion.objects.get(pk=made[0])


def take_back(completion: Completion, *, at: datetime) -> None:
    """Take a completion and its points back in the caller's transaction; one taken back already stays so."""
    if not Completion.objects.filter(pk=completion.pk, taken_back_at=None).update(taken_back_at=at):
        return
    cause = Cause(
        source_type="mission",
        source_id=f"{completion.pk}:taken back",
        at=at,
        facts={"title": completion.mission.title, "proof": completion.proof},
    )
    claw_back(earn_source=("mission", str(completion.pk)), in_all=completion.points, cause=cause)


_TEXTS = {"title": 30, "title_hi": 30, "about": 300, "about_hi": 300}
