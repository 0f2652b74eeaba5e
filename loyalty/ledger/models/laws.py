"""The laws of the ledger that only a trigger can state; each raises a check violation under its own name.

They stay cheap when a batch writes ten thousand rows: what is asked of each row stands in the trigger's WHEN, what is asked of rows
together is asked once a statement, and only the balances wait for the commit. Sub-selects are scalar on purpose: each is one look into an
index, whatever the planner remembers of the table's size.
"""

from typing import Any

import pgtrigger

from upgrade_program.foundation.database.laws import LONGEST_NAME, at_commit, before, never, refuse


def _never_where(law: str, operation: Any, condition: str, says: str) -> pgtrigger.Trigger:
    return before(law, operation, refuse(law, says), condition=pgtrigger.Condition(f"({condition})"))


def _after_each_insert(law: str, wrong: str, says: str) -> pgtrigger.Trigger:
    """Once a statement: `wrong` finds one of the rows `added` that should not be."""
    return pgtrigger.Trigger(
        name=law[:LONGEST_NAME],
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="added"),
        func=f"IF EXISTS (SELECT 1 FROM added WHERE {wrong}) THEN {refuse(law, says)} END IF; RETURN NULL;",  # noqa: S608  (the words of this module)
    )


# One walk over the open lots of an account.
_DIFFER = """
    (SELECT (coalesce(sum(l.remaining) FILTER (WHERE l.state = 'pending'), 0),
             coalesce(sum(l.remaining) FILTER (WHERE l.state = 'live'), 0),
             coalesce(sum(l.held), 0)) IS DISTINCT FROM (a.pending, a.available, a.held)
       FROM ledger_lot l WHERE l.account_id = a.id AND (l.remaining > 0 OR l.held > 0))
"""
_LOTS_DIFFER = refuse("balances_equal_the_lots", "the balances of an account equal the sum of its lots")
_CACHED = "{0}.pending, {0}.available, {0}.held, {0}.debt, {0}.last_seq"
_CHANGED = f"({_CACHED.format('NEW')}) IS DISTINCT FROM ({_CACHED.format('OLD')})"

ACCOUNT_LAWS = [
    never("accounts_are_never_deleted", pgtrigger.Delete, "an account is never deleted"),
    _never_where(
        "an_account_opens_empty",
        pgtrigger.Insert,
        "(NEW.pending, NEW.available, NEW.held, NEW.debt, NEW.last_seq) IS DISTINCT FROM (0, 0, 0, 0, 0) OR NEW.merged_into_id IS NOT NULL",
        "an account opens empty; entries fill it",
    ),
    _never_where(
        "an_account_stays_its_customers",
        pgtrigger.Update,
        "(NEW.id, NEW.customer_id, NEW.opened_at) IS DISTINCT FROM (OLD.id, OLD.customer_id, OLD.opened_at)"
        " OR NEW.last_seq < OLD.last_seq OR OLD.merged_into_id IS NOT NULL",
        "an account keeps its customer and counts on; a merged one rests",
    ),
    # Of several changes in one transaction the last one is asked; those before it find that the account went on.
    at_commit(
        "an_accounts_balances_are_proved",
        pgtrigger.Update,
        f"""
            SELECT {_DIFFER} AS lots,
                   NOT coalesce((SELECT (e.b_pending, e.b_available, e.b_held, e.b_debt) = (a.pending, a.available, a.held, a.debt)
                                   FROM ledger_entry e WHERE e.account_id = a.id AND e.seq = a.last_seq), false) AS entry
              INTO differ FROM ledger_account a WHERE a.id = NEW.id AND a.last_seq = NEW.last_seq;
            IF differ.lots THEN {_LOTS_DIFFER} END IF;
            IF differ.entry THEN
                {refuse("balances_equal_the_last_entry", "the balances of an account are those after its last entry")}
            END IF;
        """,  # noqa: S608  (built from this module's own words)
        declare=[("differ", "record")],
        condition=pgtrigger.Condition(f"({_CHANGED})"),
    ),
]

ENTRY_LAWS = [
    never("entries_are_only_added", pgtrigger.Update | pgtrigger.Delete, "the journal is only added to"),
    _after_each_insert(
        "an_entry_follows_the_one_before",
        """
            seq > (SELECT a.last_seq FROM ledger_account a WHERE a.id = added.account_id)
            OR NOT coalesce(
                (SELECT (e.b_pending + added.d_pending, e.b_available + added.d_available, e.b_held + added.d_held, e.b_debt + added.d_debt)
                      = (added.b_pending, added.b_available, added.b_held, added.b_debt)
                   FROM ledger_entry e WHERE e.account_id = added.account_id AND e.seq = added.seq - 1),
                seq = 1 AND (b_pending, b_available, b_held, b_debt) = (d_pending, d_available, d_held, d_debt))
        """,
        "an entry begins where the one before it ended",
    ),
]

LOT_LAWS = [
    never("lots_are_never_deleted", pgtrigger.Delete, "a lot is never deleted"),
    _after_each_insert(
        "lots_are_issued_by_their_entry",
        """
            NOT coalesce(
                (SELECT e.account_id = added.account_id AND e.kind IN ('earn', 'adjust', 'restore', 'merge')
                        AND e.d_pending + e.d_available >= (SELECT sum(l.issued) FROM ledger_lot l WHERE l.entry_id = e.id)
                   FROM ledger_entry e WHERE e.id = added.entry_id),
                false)
        """,
        "the lots of an entry hold no more than it gave",
    ),
    _never_where(
        "a_lot_takes_legal_steps_only",
        pgtrigger.Update,
        """(NEW.id, NEW.account_id, NEW.entry_id, NEW.issued, NEW.live_from, NEW.expires_at, NEW.origin_id)
             IS DISTINCT FROM (OLD.id, OLD.account_id, OLD.entry_id, OLD.issued, OLD.live_from, OLD.expires_at, OLD.origin_id)
           OR NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('pending', 'live'), ('pending', 'ended'), ('live', 'ended'))""",
        "a lot keeps its life and only goes forward: pending, live, ended",
    ),
    at_commit(
        "a_lot_moves_with_its_account",
        pgtrigger.Update,
        f"""
            SELECT {_DIFFER} AS lots INTO differ FROM ledger_account a WHERE a.id = NEW.account_id;
            IF differ.lots THEN {_LOTS_DIFFER} END IF;
        """,  # noqa: S608  (built from this module's own words)
        declare=[("differ", "record")],
        condition=pgtrigger.Condition("((NEW.remaining, NEW.held, NEW.state) IS DISTINCT FROM (OLD.remaining, OLD.held, OLD.state))"),
    ),
]

MOVE_LAWS = [
    never("moves_are_never_deleted", pgtrigger.Delete, "a move is never deleted"),
    _never_where(
        "moves_stay_as_written",
        pgtrigger.Update,
        """(NEW.id, NEW.entry_id, NEW.lot_id, NEW.points, NEW.held, NEW.restores_id)
             IS DISTINCT FROM (OLD.id, OLD.entry_id, OLD.lot_id, OLD.points, OLD.held, OLD.restores_id) OR NEW.restored < OLD.restored""",
        "a move stands as written; only what was restored of it grows",
    ),
]

HOLD_LAWS = [
    never("holds_are_never_deleted", pgtrigger.Delete, "a hold is never deleted"),
    _never_where("a_hold_starts_open", pgtrigger.Insert, "NEW.state <> 'open'", "a hold starts open"),
    _never_where(
        "a_hold_ends_once",
        pgtrigger.Update,
        """OLD.state <> 'open' OR (NEW.id, NEW.account_id, NEW.entry_id, NEW.points, NEW.until, NEW.source_type, NEW.source_id)
             IS DISTINCT FROM (OLD.id, OLD.account_id, OLD.entry_id, OLD.points, OLD.until, OLD.source_type, OLD.source_id)""",
        "a hold is captured or released once and changes nothing else",
    ),
]
