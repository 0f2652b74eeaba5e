-- What is wrong in the ledger, account by account; always empty. Each part reads one table once.
WITH journal AS MATERIALIZED (
    SELECT account_id, count(*) AS lines, max(seq) AS last, sum(d_pending) AS pending, sum(d_available) AS available, sum(d_held) AS held,
           sum(d_debt) AS debt, bool_or(slip) AS slips
      FROM (SELECT account_id, seq, d_pending, d_available, d_held, d_debt,
                   (b_pending, b_available, b_held, b_debt) IS DISTINCT FROM
                   (d_pending + coalesce(lag(b_pending) OVER line, 0), d_available + coalesce(lag(b_available) OVER line, 0),
                    d_held + coalesce(lag(b_held) OVER line, 0), d_debt + coalesce(lag(b_debt) OVER line, 0)) AS slip
              FROM ledger_entry WINDOW line AS (PARTITION BY account_id ORDER BY seq)) AS lines
     GROUP BY account_id
),
lots AS MATERIALIZED (
    SELECT account_id, sum(remaining) FILTER (WHERE state = 'pending') AS pending, sum(remaining) FILTER (WHERE state = 'live') AS available,
           sum(held) AS held
      FROM ledger_lot WHERE remaining > 0 OR held > 0 GROUP BY account_id
),
moved AS MATERIALIZED (
    SELECT lot_id, sum(points) AS remaining, sum(held) AS held FROM ledger_lotmove GROUP BY lot_id
),
done AS MATERIALIZED (
    SELECT entry_id, sum(points) AS points, sum(held) AS held FROM ledger_lotmove GROUP BY entry_id
),
kept AS (
    SELECT account_id, sum(points) AS held FROM ledger_hold WHERE state = 'open' GROUP BY account_id
),
given_back AS (
    SELECT restores_id, sum(points) AS points FROM ledger_lotmove WHERE restores_id IS NOT NULL GROUP BY restores_id
),
clawed AS (
    SELECT reverses_id, sum(d_debt - d_pending - d_available - d_held) AS points FROM ledger_entry WHERE kind = 'clawback' GROUP BY reverses_id
)
SELECT a.id, 'balances differ from the journal',
       format('%%s against %%s', (a.pending, a.available, a.held, a.debt), (j.pending, j.available, j.held, j.debt))
  FROM ledger_account a LEFT JOIN journal j ON j.account_id = a.id
 WHERE (a.pending, a.available, a.held, a.debt) IS DISTINCT FROM
       (coalesce(j.pending, 0), coalesce(j.available, 0), coalesce(j.held, 0), coalesce(j.debt, 0))
UNION ALL
SELECT a.id, 'a line is missing in the journal', format('%%s lines, the last is %%s, the account says %%s', j.lines, j.last, a.last_seq)
  FROM ledger_account a LEFT JOIN journal j ON j.account_id = a.id
 WHERE a.last_seq <> coalesce(j.last, 0) OR coalesce(j.last, 0) <> coalesce(j.lines, 0)
UNION ALL
SELECT account_id, 'a line does not follow the one before', '' FROM journal WHERE slips
UNION ALL
SELECT a.id, 'balances differ from the lots',
       format('%%s against %%s', (a.pending, a.available, a.held), (l.pending, l.available, l.held))
  FROM ledger_account a LEFT JOIN lots l ON l.account_id = a.id
 WHERE (a.pending, a.available, a.held) IS DISTINCT FROM (coalesce(l.pending, 0), coalesce(l.available, 0), coalesce(l.held, 0))
UNION ALL
SELECT l.account_id, 'a lot differs from its moves', format('lot %%s', l.id)
  FROM ledger_lot l LEFT JOIN moved m ON m.lot_id = l.id
 WHERE (l.remaining, l.held) IS DISTINCT FROM (coalesce(m.remaining, 0), coalesce(m.held, 0))
UNION ALL
SELECT e.account_id, 'an entry differs from its moves', format('entry %%s', e.id)
  FROM ledger_entry e LEFT JOIN done d ON d.entry_id = e.id
 WHERE (e.d_pending + e.d_available, e.d_held) IS DISTINCT FROM (coalesce(d.points, 0), coalesce(d.held, 0))
UNION ALL
SELECT l.account_id, 'a move crosses accounts', format('move %%s', m.id)
  FROM ledger_lotmove m JOIN ledger_lot l ON l.id = m.lot_id JOIN ledger_entry e ON e.id = m.entry_id WHERE l.account_id <> e.account_id
UNION ALL
SELECT a.id, 'open holds differ from what is held', format('%%s against %%s', coalesce(k.held, 0), a.held)
  FROM ledger_account a LEFT JOIN kept k ON k.account_id = a.id WHERE a.held <> coalesce(k.held, 0)
UNION ALL
SELECT l.account_id, 'what was restored differs from what came back', format('move %%s', m.id)
  FROM ledger_lotmove m JOIN ledger_lot l ON l.id = m.lot_id LEFT JOIN given_back g ON g.restores_id = m.id
 WHERE (m.restored > 0 OR g.points IS NOT NULL) AND m.restored <> coalesce(g.points, 0)
UNION ALL
SELECT e.account_id, 'more was clawed back than earned', format('entry %%s', e.id)
  FROM clawed c JOIN ledger_entry e ON e.id = c.reverses_id WHERE e.kind <> 'earn' OR c.points > e.d_pending + e.d_available
UNION ALL
SELECT e.account_id, 'a merge lost points on its way', format('entry %%s', e.id)
  FROM ledger_entry e LEFT JOIN ledger_entry o ON o.kind = 'merge' AND (o.reverses_id = e.id OR o.id = e.reverses_id)
 WHERE e.kind = 'merge' AND (e.d_pending, e.d_available, e.d_debt) IS DISTINCT FROM (-o.d_pending, -o.d_available, -o.d_debt)
UNION ALL
SELECT e.account_id, 'an earn without its lot', format('entry %%s', e.id)
  FROM ledger_entry e LEFT JOIN ledger_lot l ON l.entry_id = e.id WHERE e.kind = 'earn' AND l.issued IS DISTINCT FROM e.d_pending + e.d_available
