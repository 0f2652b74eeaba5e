-- The steps of the plans in `counted` (plan_id, resting, held_percent, held_until, sign), by axis. Everything else about a plan is frozen.
-- Equal promises of one store or model are put together first. A tier runs from the day after the tier before it through its fall day,
-- as the sale wrote them (no month is counted here); one that is held runs through the hold, and what would begin meanwhile waits.
tiers AS (
    SELECT terms_id, array_agg(percent::int ORDER BY after) AS percents FROM plans_termstier GROUP BY terms_id
),
lots AS (
    SELECT p.store_id, v.model_id, c.resting, p.bill_date, p.base, p.terms_id, p.first_tier_on, p.fall_days, c.held_percent, c.held_until,
           sum(c.sign) AS n
      FROM counted c JOIN plans_plan p ON p.id = c.plan_id {only} JOIN catalog_variant v ON v.id = p.variant_id
     GROUP BY GROUPING SETS (
           (p.store_id, c.resting, p.bill_date, p.base, p.terms_id, p.first_tier_on, p.fall_days, c.held_percent, c.held_until),
           (v.model_id, c.resting, p.bill_date, p.base, p.terms_id, p.first_tier_on, p.fall_days, c.held_percent, c.held_until))
    HAVING sum(c.sign) <> 0
),
held AS (
    SELECT lots.*, percents,
           CASE WHEN held_until IS NOT NULL
                THEN coalesce((SELECT min(i) FROM generate_subscripts(percents, 1) AS i WHERE percents[i] <= held_percent),
                              cardinality(percents)) END AS held_tier
      FROM lots JOIN tiers USING (terms_id)
),
spans AS (
    SELECT store_id, model_id, resting, bill_date, n, tier,
           n * round(base * CASE WHEN tier = held_tier THEN held_percent ELSE percents[tier] END / 100) AS worth,
           greatest(CASE WHEN tier = 1 THEN first_tier_on ELSE fall_days[tier - 1] + 1 END,
                    CASE WHEN tier > held_tier THEN held_until + 1 END) AS begins,
           greatest(fall_days[tier], CASE WHEN tier = held_tier THEN held_until END) AS ends
      FROM held CROSS JOIN LATERAL generate_subscripts(fall_days, 1) AS tier
),
moves AS (
    SELECT store_id, model_id, resting, bill_date, tier, move.*
      FROM spans CROSS JOIN LATERAL (VALUES (begins, n, worth, 0, 0, CASE WHEN tier = 1 THEN worth ELSE 0 END),
                                            (ends + 1, 0, 0, n, worth, 0)) AS move (day, entered, gained, gone, lost, opened)
     WHERE begins <= ends
),
steps AS (
    SELECT axis, key, place AS tier, greatest(day, %(folded)s::date) AS day,
           sum(entered) AS entered, sum(gained) AS gained, sum(gone) AS gone, sum(lost) AS lost, sum(opened) AS opened
      FROM moves CROSS JOIN LATERAL (
           SELECT 'store', store_id, 0 WHERE store_id IS NOT NULL AND NOT resting
           UNION ALL SELECT 'model', model_id, 0 WHERE model_id IS NOT NULL AND NOT resting
           UNION ALL SELECT 'month', (extract(year FROM bill_date) * 100 + extract(month FROM bill_date))::bigint, tier
                      WHERE model_id IS NOT NULL AND NOT resting
           UNION ALL SELECT 'rest', 0, tier WHERE model_id IS NOT NULL AND resting) AS place (axis, key, place)
     GROUP BY 1, 2, 3, 4
)
