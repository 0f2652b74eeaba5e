-- The plans that fall within reach and were not reminded of at their stage, in the order of their keys (tests/plans/test_reminders.py).
-- A plan that is held, rests or has ended is not among them; a stage whose days are over is left to the next.
SELECT plan.id, fall.last_day, stage.days
  FROM plans_plan plan
 CROSS JOIN LATERAL unnest(plan.fall_days) AS fall (last_day)
  JOIN unnest(%(days)s::int[], %(through)s::int[]) AS stage (days, through)
    ON fall.last_day + 1 - %(on)s::date BETWEEN stage.through AND stage.days
 WHERE plan.status = 'active' AND plan.expires_on >= %(on)s AND plan.id > %(after)s
   AND (plan.held_until IS NULL OR plan.held_until < %(on)s)
   AND NOT EXISTS (
         SELECT 1 FROM messaging_message
          WHERE cause = 'plan:' || plan.id || ':falls:' || fall.last_day || ':' || stage.days)
 ORDER BY plan.id LIMIT %(limit)s
