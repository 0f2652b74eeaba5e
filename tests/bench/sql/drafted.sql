-- What all plans of a year give by each share of their own terms, from the plans themselves: the one GROUP BY beside a trial that is kept.
SELECT t.percent, count(*), sum(round(p.base * t.percent / 100))
  FROM plans_plan p JOIN plans_termstier t ON t.terms_id = p.terms_id
 WHERE p.sold_at >= %(since)s AND p.sold_at < %(until)s AND p.status NOT IN ('pending', 'cancelled')
 GROUP BY t.percent
