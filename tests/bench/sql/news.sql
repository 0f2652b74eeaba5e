-- The news of plans %(first)s to %(last)s, sold to members with a phone each: 50 points for the plan, 1 to 60 for the phone.
INSERT INTO outbox_message (topic, cause, payload, recorded_at, due_at, attempts, heard_by, last_error)
SELECT 'plan.sold', 'bench:' || i || ':sold',
       jsonb_build_object(
           'plan_id', %(base)s + i, 'store_id', 1 + i %% 100, 'at', %(sold)s::text, 'customer_id', %(base)s + i %% %(members)s,
           'price', '549.00', 'free_look_until', %(free_look)s::text, 'taxable', '465.25', 'paid_with_points', '0.00',
           'phone_price', (100 * (1 + i %% 60) + 99) || '.00', 'sku', 'redmi-note-9-pro-4-64', 'brand', 'Redmi', 'model_id', 1),
       %(sold)s, %(sold)s, 0, '{}', ''
  FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS i
