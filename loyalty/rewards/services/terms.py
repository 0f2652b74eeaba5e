"""Setting what a reward costs from an instant on. What was redeemed before keeps the terms of then."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from loyalty.rewards.enums import Period
from loyalty.rewards.models import Reward, RewardTerms
from loyalty.rewards.queries.catalogue import standing_terms
from loyalty.rewards.refusals import LaterTermsStand, TermsInThePast
from stores.access import require_head_office
from stores.checking import checked_reason
from stores.clock import STORE_TIME
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid
from upgrade_program.kernel.wording import day_text

MOST_POINTS = 10_000_000


@transaction.atomic
def set_terms(
    *,
    reward: Reward,
    points: int,
    most: int,
    period: str,
    from_at: datetime,
    until: datetime | None,
    good_days: int | None,
    reason: str,
    actor: Actor,
    at: datetime,
) -> RewardTerms:
    """Let a reward cost `points` from `from_at` on, up to `until` if given: closes the running terms, opens the new.

    Terms that were to begin at that very instant are withdrawn for the new ones. Head office only. Refuses an instant before `at`
    (`terms_in_the_past`), standing later terms (`later_terms_stand`), and figures out of range (`invalid`).
    """
    require_head_office(actor)
    reason = checked_reason(reason)
    _check(points=points, most=most, period=period, from_at=from_at, until=until, good_days=good_days)
    if from_at < at:
        raise TermsInThePast
    Reward.objects.select_for_update(no_key=True).get(pk=reward.pk)
    standing = standing_terms().filter(reward=reward)
    later = standing.filter(valid__startswith__gt=from_at).order_by("valid").first()
    if later is not None:
        raise LaterTermsStand(moment=_moment(later.valid.lower))
    running = standing.filter(valid__contains=from_at).first()
    if running is not None:
        _close(running, from_at=from_at, at=at)
    terms = RewardTerms.objects.create(
        reward=reward,
        points=points,
        most=most,
        period=period,
        good_days=good_days,
        valid=DateTimeTZRange(from_at, until),
        set_by_id=actor.staff_id,
        set_at=at,
        reason=reason,
    )
    before = {"terms": running.pk, "points": running.points} if running else None
    after = {
        "terms": terms.pk,
        "points": points,
        "most": most,
        "period": period,
        "from": from_at.isoformat(),
        "until": until.isoformat() if until else None,
    }
    audit(actor=actor, at=at, verb="reward_terms.set", subject=f"reward:{reward.pk}", before=before, after=after, reason=reason)
    return terms


@transaction.atomic
def end_terms(*, terms: RewardTerms, until: datetime, reason: str, actor: Actor, at: datetime) -> RewardTerms:
    """Let running terms end at `until`, earlier than they would; terms to come are withdrawn. Head office only.

    Refuses an end before `at` (`terms_in_the_past`) and one that is no earlier (`invalid`).
    """
    require_head_office(actor)
    reason = checked_reason(reason)
    Reward.objects.select_for_update(no_key=True).get(pk=terms.reward_id)
    row = RewardTerms.objects.get(pk=terms.pk)
    if until < at:
        raise TermsInThePast(field="until", sentence="An end cannot lie in the past.", next_step="Choose an instant from now on.")
    if row.withdrawn_at or (row.valid.upper is not None and until >= row.valid.upper):
        raise Invalid(field="until", sentence="These terms end before that already.", next_step="Choose an earlier instant.")
    if row.valid.lower > at and until <= row.valid.lower:
        row.withdrawn_at = at
    else:
        row.valid = DateTimeTZRange(row.valid.lower, until)
    row.save(update_fields=["withdrawn_at", "valid"])
    after = {"terms": row.pk, "until": None if row.withdrawn_at else until.isoformat(), "withdrawn": row.withdrawn_at is not None}
    audit(actor=actor, at=at, verb="reward_terms.ended", subject=f"reward:{row.reward_id}", after=after, reason=reason)
    return row


def _close(running: RewardTerms, *, from_at: datetime, at: datetime) -> None:
    if running.valid.lower < from_at:
        running.valid = DateTimeTZRange(running.valid.lower, from_at)
    elif from_at > at:
        running.withdrawn_at = at
    else:
        raise TermsInThePast(sentence="Terms have just begun at this very instant.", next_step="Choose a later instant.")
    running.save(update_fields=["withdrawn_at", "valid"])


def _check(*, points: int, most: int, period: str, from_at: datetime, until: datetime | None, good_days: int | None) -> None:
    if not 1 <= points <= MOST_POINTS:
        raise Invalid(field="points", sentence="A reward costs 1 to 1,00,00,000 points.", next_step="Type the points.")
    if not 1 <= most <= 1000:
        raise Invalid(field="most", sentence="A member may have 1 to 1,000 of it.", next_step="Type how many.")
    if period not in Period.values:
        raise Invalid(field="period", sentence="A limit counts in a day, a month, a year or for ever.", next_step="Choose one.")
    if good_days is not None and not 1 <= good_days <= 3660:
        raise Invalid(field="good_days", sentence="A code is good for 1 to 3,660 days.", next_step="Type the days, or nothing.")
    if until is not None and until <= from_at:
        raise Invalid(field="until", sentence="The end lies before the beginning.", next_step="Choose a later end, or none.")


def _moment(at: datetime) -> str:
    local = at.astimezone(STORE_TIME)
    return f"{day_text(local.date())}, {local:%H:%M:%S}"
