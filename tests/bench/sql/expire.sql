-- What one statement would do: the plans' own rows, their IMEIs following by the law; no audit, no news.
UPDATE plans_plan SET status = 'expired', ended_at = %(at)s, held_until = NULL, held_percent = NULL
 WHERE status IN ('active', 'suspended') AND expires_on < %(on)s AND (held_until IS NULL OR held_until < %(on)s)
