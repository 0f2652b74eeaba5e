"""The laws of the ledger that only a trigger can state; each raises a check violation under its own name."""

import pgtrigger

from upgrade_program.foundation.database.laws import at_commit, before, never, never_when, refuse

_BALANCES_MOVED = "(NEW.pending, NEW.available, NEW.held, NEW.debt, NEW.last_seq) IS DISTINCT FROM"

# Asked at commit of each account that moved: one walk over its open lots and one look at its last entry.
_AGREES = f"""
    SELECT a.pending, a.available, a.held, a.debt, a.last_seq INTO cached FROM ledger_account a WHERE a.id = {{account}};
    SELECT coalesce(sum(l.remaining) FILTER (WHERE l.state = 'pending'), 0) AS pending,
           coalesce(sum(l.remaining) FILTER (WHERE l.state = 'live'), 0) AS available, coalesce(sum(l.held), 0) AS held
      INTO summed FROM ledger_lot l WHERE l.account_id = {{account}} AND (l.remaining > 0 OR l.held > 0);
    IF (cached.pending, cached.available, cached.held) IS DISTINCT FROM (summed.pending, summed.available, summed.held) THEN
        {refuse("balances_equal_the_lots", "the balances of an account equal the sum of its lots")}
    END IF;
"""  # noqa: S608  (built from this module's own words)
_LAST_ENTRY = f"""
    IF cached.last_seq > 0 AND NOT EXISTS (
        SELECT 1 FROM ledger_entry e WHERE e.account_id = {{account}} AND e.seq = cached.last_seq
           AND (e.b_pending, e.b_available, e.b_held, e.b_debt) = (cached.pending, cached.available, cached.held, cached.debt)
    ) OR cached.last_seq = 0 AND cached.debt > 0 THEN
        {refuse("balances_equal_the_last_entry", "the balances of an account are those after its last entry")}
    END IF;
"""  # noqa: S608  (built from this module's own words)
_CACHED = [("cached", "record"), ("summed", "record")]

ACCOUNT_LAWS = [
    never("accounts_are_never_deleted", pgtrigger.Delete, "an account is never deleted"),
    never_when(
        "an_account_opens_empty",
        pgtrigger.Insert,
        "(NEW.pending, NEW.available, NEW.held, NEW.debt, NEW.last_seq, NEW.merged_into_id) IS DISTINCT FROM (0, 0, 0, 0, 0, NULL)",
        "an account opens empty; entries fill it",
    ),
    never_when(
        "an_account_stays_its_customers",
        pgtrigger.Update,
        "(NEW.id, NEW.customer_id, NEW.opened_at) IS DISTINCT FROM (OLD.id, OLD.customer_id, OLD.opened_at)"
        " OR NEW.last_seq < OLD.last_seq OR OLD.merged_into_id IS NOT NULL",
        "an account keeps its customer and counts on; a merged one rests",
    ),
    at_commit(
        "an_accounts_balances_are_proved",
        pgtrigger.Update,
        _AGREES.format(account="NEW.id") + _LAST_ENTRY.format(account="NEW.id"),
        declare=_CACHED,
        condition=pgtrigger.Condition(f"({_BALANCES_MOVED} (OLD.pending, OLD.available, OLD.held, OLD.debt, OLD.last_seq))"),
    ),
]

ENTRY_LAWS = [
    never("entries_are_only_added", pgtrigger.Update | pgtrigger.Delete, "the journal is only added to"),
    at_commit(
        "an_entry_follows_the_one_before",
        pgtrigger.Insert,
        f"""
            IF NOT EXISTS (SELECT 1 FROM ledger_account a WHERE a.id = NEW.account_id AND a.last_seq >= NEW.seq)
               OR NEW.seq = 1 AND (NEW.b_pending, NEW.b_available, NEW.b_held, NEW.b_debt)
                  IS DISTINCT FROM (NEW.d_pending, NEW.d_available, NEW.d_held, NEW.d_debt)
               OR NEW.seq <> 1 AND NOT EXISTS (
                  SELECT 1 FROM ledger_entry e WHERE e.account_id = NEW.account_id AND e.seq = NEW.seq - 1
                     AND (e.b_pending + NEW.d_pending, e.b_available + NEW.d_available, e.b_held + NEW.d_held, e.b_debt + NEW.d_debt)
                       = (NEW.b_pending, NEW.b_available, NEW.b_held, NEW.b_debt)) THEN
                {refuse("an_entry_follows_the_one_before", "an entry begins where the one before it ended")}
            END IF;
        """,  # noqa: S608  (built from this module's own words)
        declare=[],
    ),
]

LOT_LAWS = [
    never("lots_are_never_deleted", pgtrigger.Delete, "a lot is never deleted"),
    never_when(
        "a_lot_takes_legal_steps_only",
        pgtrigger.Update,
        """(NEW.id, NEW.account_id, NEW.entry_id, NEW.issued, NEW.live_from, NEW.expires_at, NEW.origin_id)
             IS DISTINCT FROM (OLD.id, OLD.account_id, OLD.entry_id, OLD.issued, OLD.live_from, OLD.expires_at, OLD.origin_id)
           OR NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('pending', 'live'), ('pending', 'ended'), ('live', 'ended'))""",
        "a lot keeps its life and only goes forward: pending, live, ended",
    ),
    at_commit(
        "a_lot_moves_with_its_account",
        pgtrigger.Insert | pgtrigger.Update,
        _AGREES.format(account="NEW.account_id"),
        declare=_CACHED,
    ),
]

MOVE_LAWS = [
    before(
        "moves_are_only_added",
        pgtrigger.Update | pgtrigger.Delete,
        f"""
            IF TG_OP = 'UPDATE' AND NEW.restored >= OLD.restored
               AND (NEW.id, NEW.entry_id, NEW.lot_id, NEW.points, NEW.held, NEW.restores_id)
                   IS NOT DISTINCT FROM (OLD.id, OLD.entry_id, OLD.lot_id, OLD.points, OLD.held, OLD.restores_id) THEN
                RETURN NEW;
            END IF;
            {refuse("moves_are_only_added", "a move stands as written; only what was restored of it grows")}
        """,
    ),
]

HOLD_LAWS = [
    never("holds_are_never_deleted", pgtrigger.Delete, "a hold is never deleted"),
    never_when("a_hold_starts_open", pgtrigger.Insert, "NEW.state <> 'open'", "a hold starts open"),
    never_when(
        "a_hold_ends_once",
        pgtrigger.Update,
        """OLD.state <> 'open' OR (NEW.id, NEW.account_id, NEW.entry_id, NEW.points, NEW.until, NEW.source_type, NEW.source_id)
             IS DISTINCT FROM (OLD.id, OLD.account_id, OLD.entry_id, OLD.points, OLD.until, OLD.source_type, OLD.source_id)""",
        "a hold is captured or released once and changes nothing else",
    ),
]
