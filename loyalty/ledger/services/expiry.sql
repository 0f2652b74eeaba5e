-- What remains in the dead live lots of locked accounts is taken, row for row as `upkeep` does it (tests/loyalty/ledger/test_due.py).
WITH due AS MATERIALIZED (
    SELECT l.id, l.account_id, l.remaining, nextval('ledger_entry_id_seq') AS entry_id,
           a.last_seq + row_number() OVER line AS seq, a.available - sum(l.remaining) OVER line AS b_available,
           a.pending AS b_pending, a.held AS b_held, a.debt AS b_debt
      FROM ledger_lot l JOIN ledger_account a ON a.id = l.account_id
     WHERE l.account_id = ANY(%(accounts)s) AND l.state = 'live' AND l.remaining > 0 AND l.expires_at <= %(at)s
    WINDOW line AS (PARTITION BY a.id ORDER BY l.expires_at, l.id)
),
written AS (
    INSERT INTO ledger_entry (id, account_id, seq, kind, d_pending, d_available, d_held, d_debt, source_type, source_id, rule, actor_name,
                              at, facts, note, b_pending, b_available, b_held, b_debt)
    SELECT entry_id, account_id, seq, 'expire', 0, -remaining, 0, 0, 'lot', id, '', %(actor)s, %(at)s, '{}', '', b_pending, b_available,
           b_held, b_debt
      FROM due
),
moved AS (
    INSERT INTO ledger_lotmove (entry_id, lot_id, points, held, restored) SELECT entry_id, id, -remaining, 0, 0 FROM due
),
ended AS (
    UPDATE ledger_lot SET state = 'ended', remaining = 0 WHERE id = ANY(ARRAY(SELECT id FROM due))
),
summed AS (
    SELECT account_id, count(*) AS lines, sum(remaining) AS points FROM due GROUP BY account_id
),
counted AS (
    UPDATE ledger_account a SET available = a.available - points, last_seq = a.last_seq + lines
      FROM summed WHERE a.id = summed.account_id
    RETURNING lines
)
SELECT coalesce(sum(lines), 0) FROM counted
