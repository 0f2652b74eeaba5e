-- What is wrong with the accounts %(first)s to %(last)s, each by itself; always empty.
WITH journal AS MATERIALIZED (
    SELECT account_id, count(*) AS lines, max(seq) AS last, sum(d_pending) AS pending, sum(d_available) AS available, sum(d_held) AS held,
           sum(d_debt) AS debt, bool_or(slips) AS slips
      FROM (SELECT account_id, seq, d_pending, d_available, d_held, d_debt,
                   (b_pending, b_available, b_held, b_debt) IS DISTINCT FROM
                   (d_pending + lag(b_pending, 1, 0::bigint) OVER line, d_available + lag(b_available, 1, 0::bigint) OVER line,
                    d_held + lag(b_held, 1, 0::bigint) OVER line, d_debt + lag(b_debt, 1, 0::bigint) OVER line) AS slips
              FROM ledger_entry WHERE account_id BETWEEN %(first)s AND %(last)s
            WINDOW line AS (PARTITION BY account_id ORDER BY seq)) AS lines
     GROUP BY account_id
),
lots AS MATERIALIZED (
    SELECT l.account_id, l.id, l.state, l.remaining, l.held,
           (l.remaining, l.held, l.issued) IS DISTINCT FROM
           (coalesce(sum(m.points), 0), coalesce(sum(m.held), 0), coalesce(sum(m.points) FILTER (WHERE m.entry_id = l.entry_id), 0))
               AS differs
      FROM ledger_lot l LEFT JOIN ledger_lotmove m ON m.lot_id = l.id
     WHERE l.account_id BETWEEN %(first)s AND %(last)s
     GROUP BY l.id
),
sums AS (
    SELECT account_id, coalesce(sum(remaining) FILTER (WHERE state = 'pending'), 0) AS pending,
           coalesce(sum(remaining) FILTER (WHERE state = 'live'), 0) AS available, sum(held) AS held
      FROM lots GROUP BY account_id
),
done AS (
    SELECT e.account_id, e.id
      FROM ledger_entry e LEFT JOIN ledger_lotmove m ON m.entry_id = e.id LEFT JOIN ledger_lot l ON l.id = m.lot_id
     WHERE e.account_id BETWEEN %(first)s AND %(last)s
     GROUP BY e.id
    HAVING (e.d_pending + e.d_available, e.d_held) IS DISTINCT FROM (coalesce(sum(m.points), 0), coalesce(sum(m.held), 0))
        OR bool_or(l.account_id <> e.account_id)
),
accounts AS (
    SELECT a.id, a.last_seq, j.lines, j.last, j.slips, a.pending, a.available, a.held, a.debt,
           (coalesce(j.pending, 0)::bigint, coalesce(j.available, 0)::bigint, coalesce(j.held, 0)::bigint, coalesce(j.debt, 0)::bigint)
               AS by_journal,
           (coalesce(s.pending, 0)::bigint, coalesce(s.available, 0)::bigint, coalesce(s.held, 0)::bigint) AS by_lots,
           coalesce(h.points, 0) AS by_holds
      FROM ledger_account a LEFT JOIN journal j ON j.account_id = a.id LEFT JOIN sums s ON s.account_id = a.id
      LEFT JOIN (SELECT account_id, sum(points) AS points FROM ledger_hold WHERE state = 'open' GROUP BY 1) h ON h.account_id = a.id
     WHERE a.id BETWEEN %(first)s AND %(last)s
)
SELECT id, 'balances differ from the journal', format('%%s against %%s', (pending, available, held, debt), by_journal)
  FROM accounts WHERE (pending, available, held, debt) IS DISTINCT FROM by_journal
UNION ALL
SELECT id, 'lines are missing in the journal', format('%%s lines, the last is %%s, the account counts %%s', lines, last, last_seq)
  FROM accounts WHERE (last_seq, last_seq) IS DISTINCT FROM (coalesce(last, 0), coalesce(lines, 0))
UNION ALL
SELECT id, 'a line does not follow the one before', '' FROM accounts WHERE slips
UNION ALL
SELECT id, 'balances differ from the lots', format('%%s against %%s', (pending, available, held), by_lots)
  FROM accounts WHERE (pending, available, held) IS DISTINCT FROM by_lots
UNION ALL
SELECT id, 'what is held differs from the open holds', format('%%s against %%s', held, by_holds) FROM accounts WHERE held <> by_holds
UNION ALL
SELECT id, 'points are available beside debt', format('%%s and %%s', available, debt) FROM accounts WHERE available > 0 AND debt > 0
UNION ALL
SELECT account_id, 'a lot differs from its moves', format('lot %%s', id) FROM lots WHERE differs
UNION ALL
SELECT account_id, 'an entry differs from its moves', format('entry %%s', id) FROM done
UNION ALL
SELECT l.account_id, 'what came back differs from what was restored', format('move %%s', m.id)
  FROM ledger_lotmove m JOIN ledger_lot l ON l.id = m.lot_id
 WHERE m.restored > 0 AND l.account_id BETWEEN %(first)s AND %(last)s
   AND m.restored <> (SELECT coalesce(sum(points), 0) FROM ledger_lotmove back
                       WHERE back.restores_id = m.id AND back.restores_id IS NOT NULL)
UNION ALL
SELECT l.account_id, 'something came back that was not taken', format('move %%s', m.id)
  FROM ledger_lotmove m JOIN ledger_lot l ON l.id = m.lot_id JOIN ledger_lotmove taken ON taken.id = m.restores_id
 WHERE m.restores_id IS NOT NULL AND l.account_id BETWEEN %(first)s AND %(last)s AND taken.restored < m.points
UNION ALL
SELECT e.account_id, 'more was clawed back than earned', format('entry %%s', e.id)
  FROM ledger_entry r JOIN ledger_entry e ON e.id = r.reverses_id
 WHERE r.kind = 'clawback' AND r.reverses_id IS NOT NULL AND r.account_id BETWEEN %(first)s AND %(last)s
 GROUP BY e.id HAVING e.kind <> 'earn' OR sum(r.d_debt - r.d_pending - r.d_available) > e.d_pending + e.d_available
UNION ALL
SELECT i.account_id, 'a merge lost points on its way', format('entry %%s', i.id)
  FROM ledger_entry i JOIN ledger_entry o ON o.id = i.reverses_id
 WHERE i.kind = 'merge' AND i.reverses_id IS NOT NULL AND i.account_id BETWEEN %(first)s AND %(last)s
   AND (i.d_pending, i.d_available, i.d_debt) IS DISTINCT FROM (-o.d_pending, -o.d_available, -o.d_debt)
