-- %(claims)s accepted claims on plans whose tier holds today, as the steps up to the customer's code would have left them; laws off, as in
-- fill.sql. A settlement of an accepted claim needs no code; news and trail of the steps before are left out: nothing reads them here.
SET session_replication_role = replica;
INSERT INTO buyback_claim (number, plan_id, store_id, state, opened_at, opened_on, opened_by_id, percent, assured, held_through, handset_imei,
                           wording, photo_views, answers, deducted, waived, payable, inspected_at, inspected_by_id, offers, offered_at,
                           accepted_at, reason, gate, clause, second_look_note)
    SELECT p.number, p.id, p.store_id, 'accepted', now(), %(today)s, p.sold_by_id, t.percent, round(p.base * t.percent / 100),
           %(today)s::date + 3, p.imei, %(wording)s::jsonb, '[]', %(answers)s::jsonb, 0, 0, round(p.base * t.percent / 100), now(), p.sold_by_id,
           1, now(), now(), '', '', '', ''
      FROM plans_plan p
     CROSS JOIN LATERAL (SELECT CASE WHEN %(today)s <= p.fall_days[1] THEN 70 WHEN %(today)s <= p.fall_days[2] THEN 60 ELSE 50 END AS percent) t
     WHERE p.status = 'active' AND p.first_tier_on <= %(today)s AND p.fall_days[3] >= %(today)s
     ORDER BY p.id LIMIT %(claims)s;
UPDATE plans_plan p SET held_percent = c.percent, held_until = c.held_through FROM buyback_claim c WHERE c.plan_id = p.id;
INSERT INTO buyback_passedgate (claim_id, key, facts, at, by_id)
    SELECT c.id, item ->> 'key', CASE item ->> 'key' WHEN 'id_seen' THEN '{"type": "voter_id", "last4": "42XY"}'::jsonb ELSE '{}' END, now(),
           c.opened_by_id
      FROM buyback_claim c, jsonb_array_elements(c.wording -> 'gates') AS asked (item);
SET session_replication_role = origin;
ANALYZE buyback_claim;
ANALYZE buyback_passedgate;
ANALYZE plans_plan
