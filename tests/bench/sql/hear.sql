-- All that a worker writes for the news of plans that waits (tests/bench/sql/news.sql), in one statement.
WITH news AS MATERIALIZED (
    SELECT id, payload ->> 'plan_id' AS plan, (payload ->> 'customer_id')::bigint AS customer, (payload ->> 'store_id')::bigint AS store_id,
           (payload ->> 'at')::timestamptz AS at, payload ->> 'price' AS fee, payload ->> 'phone_price' AS phone,
           floor((payload ->> 'phone_price')::numeric / 100)::bigint AS points
      FROM outbox_message WHERE topic = 'plan.sold' AND delivered_at IS NULL AND parked_at IS NULL
),
heard AS (
    INSERT INTO programme_heardbill (source_type, source_id, customer_id, at, facts, awarded)
    SELECT 'plan', plan, customer, at,
           jsonb_build_object('factor', '1', 'why', 'Member', 'bills', jsonb_build_array(
               jsonb_build_object('occasion', 'plan_sold', 'lines', jsonb_build_array(fee), 'less', jsonb_build_object('tax', '83.75'),
                                  'brand', 'Redmi', 'model_id', 1, 'store_kind', 'mi_home'),
               jsonb_build_object('occasion', 'phone_bill', 'lines', jsonb_build_array(phone), 'less', '{}'::jsonb,
                                  'brand', 'Redmi', 'model_id', 1, 'store_kind', 'mi_home'))),
           jsonb_build_object('plan_sold:2', 50, 'phone_bill:1', points)
      FROM news
),
earned AS MATERIALIZED (
    SELECT a.id AS account_id, nextval('ledger_entry_id_seq') AS entry_id, nextval('ledger_lot_id_seq') AS lot_id, plan, key, rule, store_id,
           at, facts, given, a.last_seq + row_number() OVER line AS seq, a.pending + sum(given) OVER line AS b_pending, a.available, a.held,
           a.debt
      FROM news JOIN ledger_account a ON a.customer_id = news.customer
     CROSS JOIN LATERAL (VALUES
           (1, 'plan_sold', 'plan_sold:2', 50::bigint,
            jsonb_build_object('title', 'a Smart Upgrade plan', 'points', '50', 'exact', '50', 'each', '50')),
           (2, 'phone_bill', 'phone_bill:1', points,
            jsonb_build_object('title', 'the bill of a phone', 'points', points::text, 'exact', phone, 'per', '100', 'each', '1', 'bill', phone,
                               'base', phone, 'plain', phone))) AS part (place, key, rule, given, facts)
    WINDOW line AS (PARTITION BY a.id ORDER BY news.id, place)
),
written AS (
    INSERT INTO ledger_entry (id, account_id, seq, kind, d_pending, d_available, d_held, d_debt, source_type, source_id, rule, actor_name,
                              store_id, at, facts, note, b_pending, b_available, b_held, b_debt)
    SELECT entry_id, account_id, seq, 'earn', given, 0, 0, 0, 'plan', plan || ':' || key, rule, 'system', store_id, at, facts, '', b_pending,
           available, held, debt
      FROM earned
),
issued AS (
    INSERT INTO ledger_lot (id, account_id, entry_id, issued, remaining, held, state, live_from, expires_at)
    SELECT lot_id, account_id, entry_id, given, given, 0, 'pending', %(live)s, %(ends)s FROM earned
),
moved AS (
    INSERT INTO ledger_lotmove (entry_id, lot_id, points, held, restored) SELECT entry_id, lot_id, given, 0, 0 FROM earned
),
marked AS (
    UPDATE outbox_message SET delivered_at = %(at)s, heard_by = ARRAY[%(route)s] WHERE id IN (SELECT id FROM news)
)
UPDATE ledger_account a SET pending = a.pending + s.given, last_seq = a.last_seq + s.lines
  FROM (SELECT account_id, sum(given) AS given, count(*) AS lines FROM earned GROUP BY 1) AS s WHERE a.id = s.account_id
