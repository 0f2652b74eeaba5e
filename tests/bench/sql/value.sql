-- What a plan is worth today in plain SQL: the plan by its index, the tier its day falls into, the rupees.
\set i random(1, :plans)
SELECT p.number, p.status, p.held_until, p.held_percent, t.percent, round(p.base * t.percent / 100) AS assured
  FROM plans_plan p
  LEFT JOIN plans_termstier t ON t.terms_id = p.terms_id
   AND current_date > p.bill_date + t.after * interval '1 month' AND current_date <= p.bill_date + t.through * interval '1 month'
 WHERE p.id = :i;
