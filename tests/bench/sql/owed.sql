-- What is owed on a day by store, from the plans themselves: the one GROUP BY that the rollup replaces.
SELECT store_id, count(*), sum(round(base * percent / 100)) AS owed
  FROM plans_plan p
  JOIN (SELECT terms_id, array_agg(percent::int ORDER BY after) AS percents FROM plans_termstier GROUP BY terms_id) t USING (terms_id)
 CROSS JOIN LATERAL (SELECT percents[min(i)] AS percent FROM generate_subscripts(fall_days, 1) AS i WHERE fall_days[i] >= %(on)s) AS tier
 WHERE status = 'active' AND first_tier_on <= %(on)s AND expires_on >= %(on)s
 GROUP BY store_id
