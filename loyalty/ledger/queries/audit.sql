-- What is wrong with the accounts %(first)s to %(last)s, each by itself; always empty.
-- Entries, lots and moves are read and joined once. What stands alone (a line after the one before it, an entry with one move, a lot nobody
-- took from) is compared as it is; what is odd by that, or has company, is summed up by itself afterwards: sums are what costs.
WITH journal AS MATERIALIZED (
    SELECT account_id, count(*) FILTER (WHERE NOT odd OR seq <> before[1]) AS lines, max(seq) AS last,
           sum(d_pending) FILTER (WHERE NOT odd OR seq <> before[1]) AS pending,
           sum(d_available) FILTER (WHERE NOT odd OR seq <> before[1]) AS available,
           sum(d_held) FILTER (WHERE d_held <> 0 AND (NOT odd OR seq <> before[1])) AS held,
           sum(d_debt) FILTER (WHERE d_debt <> 0 AND (NOT odd OR seq <> before[1])) AS debt,
           bool_or(odd AND seq <> before[1] AND began <> before[2:5]) AS slips,
           array_agg(entry_id) FILTER (WHERE entry_odd OR odd AND seq = before[1]) AS entries,
           array_agg(lot_id) FILTER (WHERE lot_odd) AS lots,
           array_agg(move_id) FILTER (WHERE back) AS back
      FROM (SELECT coalesce(e.account_id, m.account_id) AS account_id, coalesce(e.id, m.entry_id) AS entry_id, e.seq,
                   e.d_pending, e.d_available, e.d_held, e.d_debt,
                   ARRAY[e.b_pending - e.d_pending, e.b_available - e.d_available, e.b_held - e.d_held, e.b_debt - e.d_debt] AS began,
                   lag(ARRAY[e.seq, e.b_pending, e.b_available, e.b_held, e.b_debt], 1, '{0,0,0,0,0}') OVER line AS before,
                   lag(ARRAY[e.seq, e.b_pending, e.b_available, e.b_held, e.b_debt], 1, '{0,0,0,0,0}') OVER line
                   <> ARRAY[e.seq - 1, e.b_pending - e.d_pending, e.b_available - e.d_available, e.b_held - e.d_held, e.b_debt - e.d_debt]
                       AS odd,
                   e.id IS NULL OR e.d_pending + e.d_available <> coalesce(m.points, 0) OR e.d_held <> coalesce(m.held, 0) AS entry_odd,
                   m.lot_id, m.lot_odd, m.id AS move_id, m.restored > 0 OR m.restores_id IS NOT NULL AS back
              FROM (SELECT * FROM ledger_entry WHERE account_id BETWEEN %(first)s AND %(last)s) AS e
              FULL JOIN (SELECT l.account_id, l.id AS lot_id, m.entry_id, m.id, m.points, m.held, m.restored, m.restores_id,
                                m.id IS NULL OR m.entry_id <> l.entry_id OR m.points <> l.issued
                                OR (l.remaining, l.held) <> (m.points, m.held) AS lot_odd
                           FROM ledger_lot l LEFT JOIN ledger_lotmove m ON m.lot_id = l.id
                          WHERE l.account_id BETWEEN %(first)s AND %(last)s) AS m
                ON m.entry_id = e.id AND m.account_id = e.account_id
            WINDOW line AS (PARTITION BY coalesce(e.account_id, m.account_id) ORDER BY e.seq)) AS lines
     GROUP BY account_id
),
accounts AS MATERIALIZED (
    SELECT * FROM (
        SELECT a.id, a.last_seq, j.lines, j.last, j.slips, a.pending, a.available, a.held, a.debt,
               (coalesce(j.pending, 0)::bigint, coalesce(j.available, 0)::bigint, coalesce(j.held, 0)::bigint, coalesce(j.debt, 0)::bigint)
                   AS by_journal,
               (coalesce(s.pending, 0)::bigint, coalesce(s.available, 0)::bigint, coalesce(s.held, 0)::bigint) AS by_lots,
               coalesce(h.points, 0) AS by_holds
          FROM ledger_account a LEFT JOIN journal j ON j.account_id = a.id
          LEFT JOIN (SELECT account_id, sum(remaining) FILTER (WHERE state = 'pending') AS pending,
                            sum(remaining) FILTER (WHERE state = 'live') AS available, sum(held) FILTER (WHERE held <> 0) AS held
                       FROM ledger_lot WHERE account_id BETWEEN %(first)s AND %(last)s AND (remaining > 0 OR held > 0)
                      GROUP BY account_id) AS s ON s.account_id = a.id
          LEFT JOIN (SELECT account_id, sum(points) AS points FROM ledger_hold
                      WHERE state = 'open' AND account_id BETWEEN %(first)s AND %(last)s GROUP BY 1) AS h ON h.account_id = a.id
         WHERE a.id BETWEEN %(first)s AND %(last)s
    ) AS each
     WHERE (pending, available, held, debt) <> by_journal OR (pending, available, held) <> by_lots OR held <> by_holds
        OR slips OR available > 0 AND debt > 0 OR (last_seq, last_seq) <> (coalesce(last, 0), coalesce(lines, 0))
)
SELECT id, 'balances differ from the journal', format('%%s against %%s', (pending, available, held, debt), by_journal)
  FROM accounts WHERE (pending, available, held, debt) <> by_journal
UNION ALL
SELECT id, 'lines are missing in the journal', format('%%s lines, the last is %%s, the account counts %%s', lines, last, last_seq)
  FROM accounts WHERE (last_seq, last_seq) IS DISTINCT FROM (coalesce(last, 0), coalesce(lines, 0))
UNION ALL
SELECT id, 'a line does not follow the one before', '' FROM accounts WHERE slips
UNION ALL
SELECT id, 'balances differ from the lots', format('%%s against %%s', (pending, available, held), by_lots)
  FROM accounts WHERE (pending, available, held) <> by_lots
UNION ALL
SELECT id, 'what is held differs from the open holds', format('%%s against %%s', held, by_holds) FROM accounts WHERE held <> by_holds
UNION ALL
SELECT id, 'points are available beside debt', format('%%s and %%s', available, debt) FROM accounts WHERE available > 0 AND debt > 0
UNION ALL
SELECT l.account_id, 'a lot differs from its moves', format('lot %%s', l.id)
  FROM (SELECT DISTINCT unnest(lots) AS id FROM journal) AS odd JOIN ledger_lot l USING (id) LEFT JOIN ledger_lotmove m ON m.lot_id = l.id
 GROUP BY l.id
HAVING (l.remaining, l.held, l.issued) IS DISTINCT FROM
       (coalesce(sum(m.points), 0), coalesce(sum(m.held), 0), coalesce(sum(m.points) FILTER (WHERE m.entry_id = l.entry_id), 0))
UNION ALL
-- What an entry did to the lots of its own account; what it did to another's is that one's fault.
SELECT odd.account_id, 'an entry differs from its moves', format('entry %%s', odd.id)
  FROM (SELECT DISTINCT account_id, unnest(entries) AS id FROM journal) AS odd
  LEFT JOIN ledger_entry e ON e.id = odd.id AND e.account_id = odd.account_id
  LEFT JOIN (ledger_lotmove m JOIN ledger_lot l ON l.id = m.lot_id) ON m.entry_id = odd.id AND l.account_id = odd.account_id
 WHERE odd.id IS NOT NULL
 GROUP BY odd.account_id, odd.id, e.id
HAVING e.id IS NULL OR (e.d_pending + e.d_available, e.d_held) IS DISTINCT FROM (coalesce(sum(m.points), 0), coalesce(sum(m.held), 0))
UNION ALL
SELECT back.account_id, 'what came back differs from what was restored', format('move %%s', m.id)
  FROM (SELECT account_id, unnest(back) AS id FROM journal) AS back JOIN ledger_lotmove m USING (id)
 WHERE m.restored > 0
   AND m.restored <> (SELECT coalesce(sum(points), 0) FROM ledger_lotmove again
                       WHERE again.restores_id = m.id AND again.restores_id IS NOT NULL)
UNION ALL
SELECT back.account_id, 'something came back that was not taken', format('move %%s', m.id)
  FROM (SELECT account_id, unnest(back) AS id FROM journal) AS back JOIN ledger_lotmove m USING (id)
  JOIN ledger_lotmove taken ON taken.id = m.restores_id
 WHERE taken.restored < m.points
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
