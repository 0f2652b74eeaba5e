-- The rows of purchases %(first)s to %(last)s (tests/bench/accrue.py), each a point earned and pending, in one statement for all.
WITH bought AS MATERIALIZED (
    SELECT i, a.id AS account_id, nextval('ledger_entry_id_seq') AS entry_id, nextval('ledger_lot_id_seq') AS lot_id,
           1 + i %% 200 AS points, a.pending + sum(1 + i %% 200) OVER line AS b_pending, a.available, a.held, a.debt,
           a.last_seq + row_number() OVER line AS seq
      FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS i
      JOIN ledger_account a ON a.customer_id = %(base)s + i %% %(members)s
    WINDOW line AS (PARTITION BY a.id ORDER BY i)
),
written AS (
    INSERT INTO ledger_entry (id, account_id, seq, kind, d_pending, d_available, d_held, d_debt, source_type, source_id, rule, actor_name,
                              store_id, at, facts, note, b_pending, b_available, b_held, b_debt)
    SELECT entry_id, account_id, seq, 'earn', points, 0, 0, 0, 'bill', i, 'phone_bill:1', 'system', 1 + i %% 100, %(at)s,
           jsonb_build_object('paid', (points * 100)::text, 'per', '100'), '', b_pending, available, held, debt
      FROM bought
),
issued AS (
    INSERT INTO ledger_lot (id, account_id, entry_id, issued, remaining, held, state, live_from, expires_at)
    SELECT lot_id, account_id, entry_id, points, points, 0, 'pending', %(live)s, %(ends)s FROM bought
),
moved AS (
    INSERT INTO ledger_lotmove (entry_id, lot_id, points, held, restored) SELECT entry_id, lot_id, points, 0, 0 FROM bought
)
UPDATE ledger_account a SET pending = a.pending + s.points, last_seq = a.last_seq + s.lines
  FROM (SELECT account_id, sum(points) AS points, count(*) AS lines FROM bought GROUP BY 1) AS s WHERE a.id = s.account_id
