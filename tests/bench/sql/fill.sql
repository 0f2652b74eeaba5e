-- Plans %(first)s to %(last)s as sales would have left them, spread over the last 380 days, oldest first, all active and paid in cash.
-- The row triggers and foreign keys are off for this session (session_replication_role, see fill.py), checks and unique indexes are on;
-- the audit rows are written with their trigger on, because it makes the chain. What was off is verified afterwards (verify.sql).
CREATE TEMP TABLE shop AS
    SELECT row_number() OVER (ORDER BY s.id) - 1 AS place, s.*, p.staff_id
      FROM stores_store s JOIN stores_posting p ON p.store_id = s.id;
CREATE TEMP TABLE offer AS
    SELECT row_number() OVER (ORDER BY v.id) - 1 AS place, v.id AS variant_id, v.sku,
           m.name || ' ' || v.ram_gb || '/' || v.storage_gb AS device, s.amount AS srp, p.amount AS price, p.id AS price_id
      FROM catalog_variant v
      JOIN catalog_devicemodel m ON m.id = v.model_id AND m.eligible AND m.brand IN ('Mi', 'Redmi', 'Xiaomi')
      JOIN catalog_srp s ON s.variant_id = v.id AND s.valid @> %(today)s::date
      JOIN catalog_planprice p ON p.model_id = m.id AND p.variant_id IS NULL AND p.valid @> now() AND p.withdrawn_at IS NULL;
CREATE TEMP TABLE sold AS
    SELECT i AS id, shop.id AS store_id, shop.code, shop.staff_id, offer.*, day,
           row_number() OVER (PARTITION BY shop.id, year ORDER BY i) AS serial, year,
           (day + time '11:00' + (i %% 28800) * interval '1 second') AT TIME ZONE 'Asia/Kolkata' AS at,
           -- 37 * random + remainder below 32: a body whose check sign is a letter or a digit
           37 * ((i * 2654435761) %% 17592186044416) + i %% 32 AS body,
           (35000000000000 + (i * 7368787) %% 1000000000000)::text AS imei
      FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS i
     CROSS JOIN LATERAL (SELECT %(today)s::date - 380 + ((i * 380) / (%(last)s + 1))::int AS day) d
     CROSS JOIN LATERAL (SELECT extract(year FROM day - interval '3 months')::int AS year) y
      JOIN shop ON shop.place = i %% %(stores)s
      JOIN offer ON offer.place = i %% (SELECT count(*) FROM offer);
CREATE FUNCTION pg_temp.luhn(body text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT body || (10 - sum(CASE WHEN k %% 2 = 0 THEN translate(substr(body, k, 1), '0123456789', '0246813579') ELSE substr(body, k, 1)
                               END::int) %% 10) %% 10
      FROM generate_series(1, 14) AS k
$$;
CREATE FUNCTION pg_temp.sign(value bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (value & 31)::int + 1, 1)
$$;
INSERT INTO customers_customer (id, mobile, name, email, language, created_at)
    SELECT (id + 1) / 2, '+91' || 7000000000 + id / 2, 'Customer ' || id, '', 'en', at FROM sold WHERE id %% 2 = 1;
INSERT INTO customers_consent (id, given_at, subject, staff_id, store_id, text_id, customer_id)
    SELECT id, at, 'plan:' || id, staff_id, store_id,
           (SELECT id FROM customers_consenttext WHERE purpose = 'plan' AND language = 'en' ORDER BY version LIMIT 1), (id + 1) / 2
      FROM sold;
INSERT INTO billing_collection (id, amount, state, at, store_id) SELECT id, price, 'paid', at, store_id FROM sold;
INSERT INTO billing_payment (id, method, amount, reference, state, received_at, day, collection_id)
    SELECT id, 'cash', price, '', 'received', at, day, id FROM sold;
INSERT INTO billing_numberseries (letter, year, last, store_id) SELECT 'I', year, max(serial), store_id FROM sold GROUP BY year, store_id;
INSERT INTO billing_taxdocument (id, kind, number, letter, year, serial, issued_at, issued_on, reason, seller, buyer, place_of_supply,
                                 description, sac, rate, taxable, cgst, sgst, utgst, igst, total, collection_id, store_id)
    SELECT sold.id, 'invoice', code || '/I' || lpad((year %% 100)::text, 2, '0') || '/' || lpad(serial::text, 5, '0'), 'I', year, serial,
           at, day, '', seller, jsonb_build_object('name', 'Customer ' || sold.id, 'mobile', '+91' || 7000000000 + (sold.id + 1) / 2 - 1,
           'gstin', '', 'address', ''), '07', 'Mi Smart Upgrade plan for ' || device, '999792', 18, price - 2 * half, half, half, 0, 0, price, sold.id,
           sold.store_id
      FROM sold
     CROSS JOIN LATERAL (SELECT round(price * 9 / 118, 2) AS half) tax
      JOIN (SELECT id, jsonb_build_object('code', code, 'state', state, 'name', name, 'legal_name', legal_name, 'address', address,
                   'city', city, 'pincode', pincode, 'gstin', gstin, 'phone', phone, 'email', email) AS seller FROM shop) s
        ON s.id = sold.store_id;
INSERT INTO plans_planimei (id, imei, live, barred, swapped_away, plan_id)
    SELECT id, pg_temp.luhn(imei), true, false, false, id FROM sold;
INSERT INTO plans_plan (id, number, status, sold_at, customer_name, customer_language, device, sku, imei, srp, base, price,
                        phone_invoice_number, phone_invoice_price, bill_date, first_tier_on, fall_days, expires_on, free_look_until,
                        earlier_date_reason, frozen, place_of_supply, buyer_gstin, buyer_address, activated_at, collection_id, consent_id,
                        customer_id, invoice_id, price_version_id, sold_by_id, store_id, variant_id, terms_id)
    SELECT id, pg_temp.sign(body >> 45) || pg_temp.sign(body >> 40) || pg_temp.sign(body >> 35) || pg_temp.sign(body >> 30)
           || pg_temp.sign(body >> 25) || pg_temp.sign(body >> 20) || pg_temp.sign(body >> 15) || pg_temp.sign(body >> 10)
           || pg_temp.sign(body >> 5) || pg_temp.sign(body) || pg_temp.sign(body %% 37),
           'active', at, 'Customer ' || id, 'en', device, sku, pg_temp.luhn(imei), srp, srp, price, 'TI/' || id, srp, day,
           (day + interval '3 months')::date + 1,
           ARRAY[(day + interval '6 months')::date, (day + interval '9 months')::date, (day + interval '12 months')::date,
                 (day + interval '15 months')::date],
           (day + interval '15 months')::date, day + 7, '', %(frozen)s::jsonb, '07', '', '', at, id, id, (id + 1) / 2, id, price_id, staff_id,
           store_id, variant_id, %(terms)s
      FROM sold;
INSERT INTO plans_publiclink (id, token, created_at, plan_id)
    SELECT id, substr(translate(encode(sha256(('link ' || id)::bytea), 'base64'), '+/', '-_'), 1, 22), at, id FROM sold;
INSERT INTO outbox_message (id, topic, cause, payload, recorded_at, due_at, attempts, heard_by, delivered_at, last_error)
    SELECT id, 'plan.sold', 'plan:' || id || ':sold', jsonb_build_object('plan_id', id, 'store_id', store_id, 'at', at, 'customer_id',
           (id + 1) / 2, 'price', price::text, 'free_look_until', day + 7), at, at, 0, '{}', at, ''
      FROM sold;
SET LOCAL session_replication_role = origin;
INSERT INTO audit_auditrow (chain, seq, at, actor_id, actor_role, store_id, verb, subject, after, reason, prev, hash)
    SELECT store_id, 0, at, staff_id, 'clerk', store_id, 'plan.sold', 'plan:' || id, jsonb_build_object('status', 'active', 'price',
           price::text, 'srp', srp::text, 'sku', sku, 'bill_date', day, 'terms', 1, 'invoice', code || '/I' || (year %% 100)::text || '/'
           || lpad(serial::text, 5, '0'), 'customer', (id + 1) / 2), '', '', ''
      FROM sold ORDER BY id;
SELECT setval(pg_get_serial_sequence(name, 'id'), %(last)s)
  FROM unnest(ARRAY['customers_customer', 'customers_consent', 'billing_collection', 'billing_payment', 'billing_taxdocument',
                    'plans_planimei', 'plans_plan', 'plans_publiclink', 'outbox_message']) AS name;
