"""The laws of the trail, held by the database itself."""

import pgtrigger

from upgrade_program.foundation.audit.chain import GENESIS

# Locked by an advisory lock and read from the last row, not from a stored head: a head row updated 10,000 times in one
# transaction (a job's chunk) is slow, and one more row to falsify. The locks are few, because a job may touch every store's
# chain in one transaction and the database's lock table is small; two stores that share one merely wait for each other.
LOCKS = 512
# The last row of a chain, always by the index: a session that first planned this on an empty table would read the whole table for
# every row from then on.
LAST_ROW = """
    CREATE FUNCTION audit_last(of_chain bigint, OUT seq bigint, OUT hash text)
    LANGUAGE plpgsql SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
    BEGIN
        SELECT a.seq, a.hash INTO audit_last.seq, audit_last.hash
          FROM audit_auditrow a WHERE a.chain = of_chain ORDER BY a.seq DESC LIMIT 1;
    END $$
"""
LINK = pgtrigger.Trigger(
    name="each_audit_row_follows_the_last",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
        PERFORM pg_advisory_xact_lock(hashtext('audit chain'), (NEW.chain % {LOCKS})::int);
        SELECT coalesce(seq, 0) + 1, coalesce(hash, '{GENESIS}') INTO NEW.seq, NEW.prev FROM audit_last(NEW.chain);
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
