"""The laws of the trail, held by the database itself."""

import pgtrigger

from upgrade_program.foundation.audit.chain import GENESIS

# Taken by an advisory lock and read from the last row, not from a stored head: a head row updated 10,000 times in one
# transaction (a job's chunk) is slow, and one more row to falsify.
LINK = pgtrigger.Trigger(
    name="each_audit_row_follows_the_last",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
        PERFORM pg_advisory_xact_lock(hashtextextended('audit chain ' || NEW.chain, 0));
        SELECT seq + 1, hash INTO NEW.seq, NEW.prev FROM audit_auditrow WHERE chain = NEW.chain ORDER BY seq DESC LIMIT 1;
        IF NOT FOUND THEN
            NEW.seq := 1;
            NEW.prev := '{GENESIS}';
        END IF;
        NEW.hash := encode(sha256(convert_to(jsonb_build_array(
            NEW.prev, NEW.chain, NEW.seq, to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            NEW.actor_id, NEW.actor_role, NEW.store_id, NEW.verb, NEW.subject, NEW.before, NEW.after, NEW.reason
        )::text, 'UTF8')), 'hex');
        RETURN NEW;
    """,  # noqa: S608  (our own words, no input)
)
ONLY_ADDED = pgtrigger.Trigger(
    name="audit_rows_are_only_added",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func="RAISE EXCEPTION 'an audit row is never changed or removed' USING ERRCODE = '23514', CONSTRAINT = 'audit_rows_are_only_added';",
)
