"""Checking the rollup against the plans themselves, and learning from those that ended how many are redeemed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection

from upgrade_program.reporting.exposure.counting import count, counting
from upgrade_program.reporting.exposure.sums import ALL_STEPS, LIVE
from upgrade_program.reporting.models import ExposureRun

HEARD = "upgrade_program.reporting.subscribers.touch_plans", "upgrade_program.reporting.subscribers.touch_plan"
# The one GROUP BY. A key that is on one side only is a difference, unless it comes to nothing.
_WRONG = f"""
    WITH counted AS (SELECT plan_id, resting, held_percent, held_until, 1 AS sign FROM reporting_exposurecounted),
    {ALL_STEPS},
    kept AS (SELECT axis, key, tier, day, entered, gained, gone, lost, opened FROM reporting_exposurestep),
    added AS (
        SELECT axis, key, tier, day, entered, gained, gone, lost, opened FROM steps
        UNION ALL SELECT axis, key, tier, day, -entered, -gained, -gone, -lost, -opened FROM kept)
    SELECT count(*) FROM (
        SELECT 1 FROM added GROUP BY axis, key, tier, day
        HAVING (sum(entered), sum(gained), sum(gone), sum(lost), sum(opened)) <> (0, 0, 0, 0, 0)) AS wrong
"""  # noqa: S608  (the words of this package)
# Plans that stand otherwise than they are counted and of which no news is on its way; an expired one gives nothing, counted or not.
_MISSED = f"""
    WITH awaited AS (
        SELECT (payload->>'plan_id')::bigint AS plan_id FROM outbox_message WHERE delivered_at IS NULL AND topic = ANY(%(topics)s)
                                                                             AND payload->>'plan_id' IS NOT NULL
        UNION SELECT plan_id FROM reporting_exposuretouch),
    missed AS (
        SELECT coalesce(p.id, c.plan_id) AS plan_id
          FROM (SELECT id, status = 'suspended' AS resting, held_percent, held_until FROM plans_plan WHERE {LIVE}) p
          FULL JOIN reporting_exposurecounted c ON c.plan_id = p.id
         WHERE (p.resting, p.held_percent, p.held_until) IS DISTINCT FROM (c.resting, c.held_percent, c.held_until)
           AND NOT EXISTS (SELECT 1 FROM plans_plan gone WHERE gone.id = c.plan_id AND gone.status = 'expired')
           AND coalesce(p.id, c.plan_id) NOT IN (SELECT plan_id FROM awaited)),
    again AS (INSERT INTO reporting_exposuretouch (plan_id) SELECT plan_id FROM missed RETURNING 1)
    SELECT count(*) FROM again
"""  # noqa: S608  (the words of this package)
_FORGET_EXPIRED = """
    DELETE FROM reporting_exposurecounted counted USING plans_plan p
     WHERE p.id = counted.plan_id AND p.status = 'expired' AND greatest(p.expires_on, counted.held_until) < %(folded)s
"""
_SHARES = """
    WITH tiers AS (SELECT terms_id, array_agg(percent::int ORDER BY after) AS percents FROM plans_termstier GROUP BY terms_id),
    redeemed AS (
        SELECT p.id, coalesce((SELECT min(i) FROM generate_subscripts(percents, 1) AS i WHERE percents[i] <= c.percent),
                              cardinality(percents)) AS tier
          FROM buyback_settlement s JOIN buyback_claim c ON c.id = s.claim_id JOIN plans_plan p ON p.id = c.plan_id
          JOIN tiers USING (terms_id)
         WHERE s.reversed_at IS NULL),
    shares AS (
        SELECT i AS tier, count(*) AS reached, count(*) FILTER (WHERE r.tier = i) AS redeemed
          FROM plans_plan p LEFT JOIN redeemed r ON r.id = p.id
         CROSS JOIN LATERAL generate_subscripts(p.fall_days, 1) AS i
         WHERE p.fall_days[1] < %(on)s AND p.fall_days[i] < %(on)s AND p.status NOT IN ('pending', 'cancelled')
           AND (r.tier IS NULL OR r.tier >= i)
         GROUP BY i)
    INSERT INTO reporting_redemptionshare (tier, reached, redeemed) SELECT tier, reached, redeemed FROM shares
        ON CONFLICT (tier) DO UPDATE SET reached = EXCLUDED.reached, redeemed = EXCLUDED.redeemed
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """Steps that are not the sum of their plans, and plans that were missed; those are counted again by the next run."""

    wrong_steps: int
    missed_plans: int

    def __bool__(self) -> bool:
        return bool(self.wrong_steps or self.missed_plans)

    def __str__(self) -> str:
        return f"{self.wrong_steps} steps of what is owed differ from their plans, {self.missed_plans} plans were missed"


def check(*, on: date, at: datetime) -> Difference | None:
    """Compare all steps with one GROUP BY over the plans, keep what was found, and learn the shares; None while somebody else counts."""
    count(on=on, at=at)
    with counting() as run:
        if run is None or run.built_at is None:
            return None
        found = Difference(_number(_WRONG, folded=run.folded_on), _number(_MISSED, topics=_topics()))
        with connection.cursor() as cursor:
            cursor.execute(_FORGET_EXPIRED, {"folded": run.folded_on})
            cursor.execute(_SHARES, {"on": on})
        ExposureRun.objects.filter(pk=1).update(checked_at=at, wrong_steps=found.wrong_steps, missed_plans=found.missed_plans)
    return found


def _number(sql: str, **asked: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return int(cursor.fetchone()[0])


def _topics() -> list[str]:
    routes = [*settings.OUTBOX_ROUTES.items(), *settings.OUTBOX_BATCHES.items()]
    return [topic for topic, listeners in routes if any(name in HEARD for name in listeners)]
