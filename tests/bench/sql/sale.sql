-- The rows of one sale in plain SQL: what a program without framework, rules and answers would have to do. -D offset=... -D n=0
\set n :n + 1
\set i :offset + :client_id * 1000000 + :n
\set shop random(1, 100)
\set imei 860000000000000 + :i
\set mobile 8000000000 + :i
BEGIN;
SELECT s.id AS store, s.code AS code, p.staff_id AS staff FROM stores_store s JOIN stores_posting p ON p.store_id = s.id
 WHERE s.id = :shop \gset
INSERT INTO requests_request (actor, route, key, body_hash, answer, created_at)
VALUES ('staff:' || :staff, 'POST /api/v1/plans/', 'pgbench-key-' || :i, repeat('0', 64), '', now()) RETURNING id AS request \gset
SELECT v.id AS variant, v.sku AS sku, s.amount AS srp, p.amount AS price, p.id AS price_version
  FROM catalog_variant v JOIN catalog_srp s ON s.variant_id = v.id AND s.valid @> current_date
  JOIN catalog_planprice p ON p.model_id = v.model_id AND p.variant_id IS NULL AND p.valid @> now() AND p.withdrawn_at IS NULL
 WHERE v.sku = 'redmi-note-9-pro-4-64' \gset
INSERT INTO customers_customer (mobile, name, email, language, created_at) VALUES ('+91' || :mobile, 'New customer', '', 'en', now())
    ON CONFLICT (mobile) DO UPDATE SET language = excluded.language RETURNING id AS customer \gset
INSERT INTO customers_consent (given_at, subject, staff_id, store_id, text_id, customer_id)
VALUES (now(), 'plan', :staff, :store, 1, :customer) RETURNING id AS consent \gset
INSERT INTO billing_collection (amount, state, at, store_id) VALUES (:price, 'paid', now(), :store) RETURNING id AS collection \gset
INSERT INTO billing_payment (method, amount, reference, state, received_at, day, collection_id)
VALUES ('cash', :price, '', 'received', now(), (now() AT TIME ZONE 'Asia/Kolkata')::date, :collection);
INSERT INTO billing_numberseries AS series (store_id, letter, year, last)
VALUES (:store, 'I', extract(year FROM (now() AT TIME ZONE 'Asia/Kolkata')::date - interval '3 months')::int, 1)
    ON CONFLICT (store_id, letter, year) DO UPDATE SET last = series.last + 1 RETURNING last AS serial, year AS year \gset
INSERT INTO billing_taxdocument (kind, number, letter, year, serial, issued_at, issued_on, reason, seller, buyer, place_of_supply,
                                 description, sac, rate, taxable, cgst, sgst, utgst, igst, total, collection_id, store_id)
VALUES ('invoice', (:code)::text || '/I' || lpad((:year::int % 100)::text, 2, '0') || '/' || lpad((:serial)::text, 5, '0'), 'I', :year, :serial,
        now(), (now() AT TIME ZONE 'Asia/Kolkata')::date, '', '{"state": "07"}', '{}', '07', 'Mi Smart Upgrade plan', '999792', 18,
        (:price)::numeric - 2 * round((:price)::numeric * 9 / 118, 2), round((:price)::numeric * 9 / 118, 2),
        round((:price)::numeric * 9 / 118, 2), 0, 0, :price, :collection, :store) RETURNING id AS invoice \gset
INSERT INTO plans_plan (number, status, sold_at, customer_name, customer_language, device, sku, imei, srp, base, price,
                        phone_invoice_number, phone_invoice_price, bill_date, first_tier_on, fall_days, expires_on, free_look_until,
                        earlier_date_reason, frozen, place_of_supply, buyer_gstin, buyer_address, activated_at, collection_id, consent_id,
                        customer_id, invoice_id, price_version_id, sold_by_id, store_id, variant_id, terms_id)
VALUES (lpad((:i)::text, 11, '0'), 'active', now(), 'New customer', 'en', 'Redmi Note 9 Pro 4/64', :sku, (:imei)::text, :srp, :srp, :price,
        'PB/' || :i, :srp, current_date, current_date + 92, ARRAY[current_date + 182], current_date + 457, current_date + 7, '',
        '{"basis": "srp", "tiers": [[3, 6, 70], [6, 9, 60], [9, 12, 50], [12, 15, 40]], "version": 1, "free_look_days": 7,
          "activation_days": 7}', '07', '', '', now(), :collection, :consent, :customer, :invoice, :price_version, :staff, :store, :variant, 1)
    RETURNING id AS plan \gset
INSERT INTO plans_planimei (plan_id, imei, live, barred, swapped_away) VALUES (:plan, (:imei)::text, true, false, false);
INSERT INTO plans_publiclink (plan_id, token, created_at) VALUES (:plan, 'pgbench-' || :i, now());
INSERT INTO outbox_message (topic, cause, payload, recorded_at, due_at, attempts, heard_by, delivered_at, last_error)
VALUES ('plan.sold', 'plan:' || (:plan)::text || ':' || 'sold', jsonb_build_object('plan_id', (:plan)::bigint, 'store_id', (:store)::bigint), now(), now(), 0,
        '{}', now(), '');
INSERT INTO audit_auditrow (chain, seq, at, actor_id, actor_role, store_id, verb, subject, after, reason, prev, hash)
VALUES (:store, 0, now(), :staff, 'clerk', :store, 'plan.sold', 'plan:' || (:plan)::text, jsonb_build_object('price', (:price)::text, 'sku', (:sku)::text), '', '', '');
UPDATE requests_request SET status = 201, answer = repeat('x', 900) WHERE id = :request;
COMMIT;
