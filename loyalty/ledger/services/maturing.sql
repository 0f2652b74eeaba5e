-- The due lots of locked accounts without debt become live, row for row as `upkeep` does it (tests/loyalty/ledger/test_due.py).
WITH due AS MATERIALIZED (
    SELECT l.id, l.account_id, l.remaining, a.last_seq + row_number() OVER line AS seq,
           a.pending - sum(l.remaining) OVER line AS b_pending, a.available + sum(l.remaining) OVER line AS b_available, a.held AS b_held
      FROM ledger_lot l JOIN ledger_account a ON a.id = l.account_id
     WHERE l.account_id = ANY(%(accounts)s) AND a.debt = 0 AND l.state = 'pending' AND l.remaining > 0 AND l.live_from <= %(at)s
       AND (l.expires_at IS NULL OR l.expires_at > %(at)s)
    WINDOW line AS (PARTITION BY a.id ORDER BY l.live_from, l.id)
),
written AS (
    INSERT INTO ledger_entry (account_id, seq, kind, d_pending, d_available, d_held, d_debt, source_type, source_id, rule, actor_name, at,
                              facts, note, b_pending, b_available, b_held, b_debt)
    SELECT account_id, seq, 'mature', -remaining, remaining, 0, 0, 'lot', id, '', %(actor)s, %(at)s, '{}', '', b_pending, b_available,
           b_held, 0
      FROM due
),
live AS (
    UPDATE ledger_lot SET state = 'live' WHERE id = ANY(ARRAY(SELECT id FROM due))
),
summed AS (
    SELECT account_id, count(*) AS lines, sum(remaining) AS points FROM due GROUP BY account_id
),
counted AS (
    UPDATE ledger_account a SET pending = a.pending - points, available = a.available + points, last_seq = a.last_seq + lines
      FROM summed WHERE a.id = summed.account_id
    RETURNING lines
)
SELECT coalesce(sum(lines), 0) FROM counted
