-- One chunk of expiry, with its news and its audit rows, in one statement (tests/plans/test_expiry_at_once.py).
-- Each part reads the one before it and so waits for it; the audit chains are locked last, in ascending order of their locks.
-- The due ones are found in the order of the index plans_due_to_end: by id, each chunk would walk over all that ended before it. Rows in
-- another's hands are skipped, so their order can tie no knot.
WITH due AS (
    SELECT id FROM plans_plan
     WHERE status IN ('active', 'suspended') AND expires_on < %(on)s AND (held_until IS NULL OR held_until < %(on)s)
     ORDER BY expires_on, id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
),
ended AS (
    UPDATE plans_plan SET status = 'expired', ended_at = %(at)s, held_until = NULL, held_percent = NULL
     WHERE id = ANY(ARRAY(SELECT id FROM due))  -- by the key, whatever the planner thinks of the table's size
    RETURNING id, store_id
),
-- An exchange that waits is moot; an extension is not: it is what an ended promise can live again by.
lapsed AS (
    UPDATE approvals_approval SET state = 'lapsed', decided_at = %(at)s
     WHERE state = 'waiting' AND kind = %(swap)s AND subject = ANY(ARRAY(SELECT 'plan:' || id FROM ended))
    RETURNING 1
),
told AS (
    INSERT INTO outbox_message (topic, cause, payload, recorded_at, due_at, attempts, heard_by, delivered_at, last_error)
    SELECT %(topic)s, 'plan:' || id || ':expired:' || %(day)s,
           %(news)s::jsonb || jsonb_build_object('plan_id', id, 'store_id', store_id), %(at)s, %(at)s, 0, '{}',
           CASE WHEN NOT %(wanted)s THEN %(at)s::timestamptz END, ''
      FROM ended, (SELECT count(*) FROM lapsed) AS all_lapsed ORDER BY id
        ON CONFLICT DO NOTHING
    RETURNING 1
),
noted AS (
    INSERT INTO audit_auditrow (chain, seq, at, actor_id, actor_role, store_id, verb, subject, before, after, reason, prev, hash)
    SELECT store_id, 0, %(at)s, NULL, %(role)s, NULL, 'plan.expired', 'plan:' || id, NULL, %(after)s::jsonb, '', '', ''
      FROM ended, (SELECT count(*) FROM told) AS all_told
     ORDER BY store_id %% %(locks)s, store_id, id
    RETURNING 1
)
SELECT count(*) FROM noted
