-- A batch of earns, row for row what `earn` writes (tests/loyalty/ledger/test_earning_of_many.py), for accounts that are locked already.
-- Ids are taken beforehand, so that entries, lots and moves are all written from the same rows and none is looked up again.
WITH given AS (
    SELECT * FROM unnest(
        %(customer)s::bigint[], %(points)s::bigint[], %(pending)s::boolean[], %(source_type)s::text[], %(source_id)s::text[],
        %(rule)s::text[], %(actor_id)s::bigint[], %(actor_name)s::text[], %(store_id)s::bigint[], %(at)s::timestamptz[],
        %(facts)s::jsonb[], %(note)s::text[], %(live_from)s::timestamptz[], %(expires_at)s::timestamptz[]
    ) WITH ORDINALITY AS given (
        customer, points, pending, source_type, source_id, rule, actor_id, actor_name, store_id, at, facts, note, live_from, expires_at,
        place)
),
due AS MATERIALIZED (
    SELECT given.*, a.id AS account_id,
           nextval('ledger_entry_id_seq') AS entry_id, nextval('ledger_lot_id_seq') AS lot_id,
           a.last_seq + row_number() OVER line AS seq,
           CASE WHEN given.pending THEN points ELSE 0 END AS d_pending, CASE WHEN given.pending THEN 0 ELSE points END AS d_available,
           a.pending + sum(CASE WHEN given.pending THEN points ELSE 0 END) OVER line AS b_pending,
           a.available + sum(CASE WHEN given.pending THEN 0 ELSE points END) OVER line AS b_available, a.held AS b_held, a.debt AS b_debt
      FROM given JOIN ledger_account a ON a.customer_id = given.customer
     WHERE (SELECT e.id FROM ledger_entry e
             WHERE e.kind = 'earn' AND e.source_type = given.source_type AND e.source_id = given.source_id) IS NULL
    WINDOW line AS (PARTITION BY a.id ORDER BY place)
),
written AS (
    INSERT INTO ledger_entry (id, account_id, seq, kind, d_pending, d_available, d_held, d_debt, source_type, source_id, rule, actor_id,
                              actor_name, store_id, at, facts, note, b_pending, b_available, b_held, b_debt)
    SELECT entry_id, account_id, seq, 'earn', d_pending, d_available, 0, 0, source_type, source_id, rule, actor_id, actor_name, store_id,
           at, facts, note, b_pending, b_available, b_held, b_debt
      FROM due
),
issued AS (
    INSERT INTO ledger_lot (id, account_id, entry_id, issued, remaining, held, state, live_from, expires_at)
    SELECT lot_id, account_id, entry_id, points, points, 0, CASE WHEN pending THEN 'pending' ELSE 'live' END, live_from, expires_at FROM due
),
moved AS (
    INSERT INTO ledger_lotmove (entry_id, lot_id, points, held, restored) SELECT entry_id, lot_id, points, 0, 0 FROM due
),
summed AS (
    SELECT account_id, count(*) AS lines, sum(d_pending) AS pending, sum(d_available) AS available FROM due GROUP BY account_id
),
counted AS (
    UPDATE ledger_account a
       SET pending = a.pending + summed.pending, available = a.available + summed.available, last_seq = a.last_seq + lines
      FROM summed WHERE a.id = summed.account_id
    RETURNING lines
)
SELECT coalesce(sum(lines), 0) FROM counted
