-- The rows of one settlement in plain SQL: what a program without framework, rules and answers would have to do. -D last=... -D per=... -D n=0
\set n :n + 1
\set i :last - :client_id * :per - :n
\set imei 870000000000000 + :i
BEGIN;
SELECT c.plan_id AS plan, c.payable AS payable, c.handset_imei AS old, p.customer_id AS customer, p.device AS device, s.id AS store,
       s.code AS code, k.staff_id AS staff
  FROM buyback_claim c JOIN plans_plan p ON p.id = c.plan_id JOIN stores_store s ON s.id = c.store_id
  JOIN stores_posting k ON k.store_id = s.id WHERE c.id = :i FOR UPDATE OF p, c \gset
INSERT INTO requests_request (actor, route, key, body_hash, answer, created_at)
VALUES ('staff:' || :staff, 'POST /api/v1/claims/' || :i || '/settle/', 'pgbench-key-' || :i, repeat('0', 64), '', now())
    RETURNING id AS request \gset
SELECT v.id AS variant, s.amount AS srp, least(:payable::numeric, s.amount) AS exchange
  FROM catalog_variant v JOIN catalog_srp s ON s.variant_id = v.id AND s.valid @> current_date WHERE v.sku = 'redmi-note-9-pro-4-64' \gset
INSERT INTO billing_numberseries AS series (store_id, letter, year, last)
VALUES (:store, 'P', extract(year FROM (now() AT TIME ZONE 'Asia/Kolkata')::date - interval '3 months')::int, 1)
    ON CONFLICT (store_id, letter, year) DO UPDATE SET last = series.last + 1 RETURNING last AS serial, year AS year \gset
INSERT INTO buyback_purchasevoucher (kind, number, store_id, letter, year, serial, issued_at, issued_on, seller, buyer, description, imei,
                                     amount, reason)
VALUES ('purchase', (:code)::text || '/P' || lpad((:year::int % 100)::text, 2, '0') || '/' || lpad((:serial)::text, 5, '0'), :store, 'P', :year,
        :serial, now(), (now() AT TIME ZONE 'Asia/Kolkata')::date, '{"name": "Customer"}', '{"state": "07"}', 'used phone', (:old)::text,
        :exchange, '') RETURNING id AS voucher, number AS paper \gset
INSERT INTO buyback_settlement (claim_id, plan_id, store_id, settled_at, settled_on, settled_by_id, payable, new_variant_id, new_device,
                                new_imei, new_srp, new_price, bill_number, year, exchange, forfeited, excess_acknowledged, voucher_id,
                                reversal_reason)
VALUES (:i, :plan, :store, now(), (now() AT TIME ZONE 'Asia/Kolkata')::date, :staff, :payable, :variant, 'Redmi Note 9 Pro 4/64',
        (:imei)::text, :srp, :srp, 'PB/' || :i, :year, :exchange, :payable::numeric - :exchange::numeric, true, :voucher, '')
    RETURNING id AS settlement \gset
INSERT INTO buyback_handset (settlement_id, store_id, taken_at, taken_on, device, imei, answers, seller_name, id_kind, id_last4,
                             voucher_number, amount, state)
VALUES (:settlement, :store, now(), (now() AT TIME ZONE 'Asia/Kolkata')::date, 'used phone', (:old)::text, '{}', 'Customer', 'voter_id', '42XY',
        (:paper)::text, :exchange, 'quarantine');
INSERT INTO buyback_brandentry (cause, kind, store_id, plan_id, settlement_id, document, amount, "on", at)
VALUES ('settlement:' || (:settlement)::text || ':' || 'settled', 'exchange', :store, :plan, :settlement, (:paper)::text, :exchange,
        (now() AT TIME ZONE 'Asia/Kolkata')::date, now());
UPDATE plans_plan SET status = 'redeemed', ended_at = now(), held_until = NULL, held_percent = NULL WHERE id = :plan;
UPDATE buyback_claim SET state = 'settled', ended_at = now(), ended_by_id = :staff WHERE id = :i;
INSERT INTO outbox_message (topic, cause, payload, recorded_at, due_at, attempts, heard_by, delivered_at, last_error)
VALUES ('claim.settled', 'claim:' || :i || ':' || 'settled', jsonb_build_object('claim_id', (:i)::bigint, 'plan_id', (:plan)::bigint), now(), now(),
        0, '{}', now(), '');
INSERT INTO audit_auditrow (chain, seq, at, actor_id, actor_role, store_id, verb, subject, after, reason, prev, hash)
VALUES (:store, 0, now(), :staff, 'clerk', :store, 'claim.settled', 'plan:' || (:plan)::text,
        jsonb_build_object('claim', (:i)::bigint, 'exchange', (:exchange)::text), '', '', '');
UPDATE requests_request SET status = 200, answer = repeat('x', 2500) WHERE id = :request;
COMMIT;
