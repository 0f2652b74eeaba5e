"""The laws of activity that only a trigger can state; each raises a check violation under its own name."""

from __future__ import annotations

import pgtrigger

from upgrade_program.foundation.database.laws import before, never, never_when, refuse


def _changed(columns: str) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns.split())


def only_added(law: str, says: str) -> pgtrigger.Trigger:
    """Rows are records: neither changed nor deleted."""
    return never(law, pgtrigger.Update | pgtrigger.Delete, says)


def only_ends(law: str, *, table_fixed: str, says: str) -> pgtrigger.Trigger:
    """Of a dated row only its end is brought forward."""
    old, new = (", ".join(f"{row}.{column}" for column in table_fixed.split()) for row in ("OLD", "NEW"))
    return before(
        law,
        pgtrigger.Update | pgtrigger.Delete,
        f"""
            IF TG_OP = 'UPDATE' AND ({old}) IS NOT DISTINCT FROM ({new})
               AND lower(NEW.days) = lower(OLD.days) AND NOT isempty(NEW.days) AND NEW.days <@ OLD.days THEN
                RETURN NEW;
            END IF;
            {refuse(law, says)}
        """,
    )


_COMPLETION = "id mission_id customer_id turn proof purchase_id points at live_from store_id by_id"
MISSION_LAWS = [
    only_ends(
        "missions_stay_as_written",
        table_fixed="id key proof title title_hi about about_hi points turn created_at",
        says="members worked towards these words and points: only the end of a mission is brought forward",
    )
]
COMPLETION_LAWS = [
    never("completions_are_never_deleted", pgtrigger.Delete, "a completion is taken back, never deleted"),
    never_when(
        "a_completion_is_taken_back_once",
        pgtrigger.Update,
        f"OLD.taken_back_at IS NOT NULL OR {_changed(_COMPLETION)}",
        "of a completion only that it was taken back is noted, once",
    ),
]
PURCHASE_LAWS = [
    never("purchases_heard_of_are_never_deleted", pgtrigger.Delete, "a purchase is taken back, never deleted"),
    never_when(
        "a_purchase_stays_as_heard",
        pgtrigger.Update,
        f"""NEW.source IS DISTINCT FROM OLD.source
            OR OLD.customer_id IS NOT NULL AND ({_changed("customer_id store_id at final_on")})
            OR OLD.taken_back_at IS NOT NULL AND NEW.taken_back_at IS DISTINCT FROM OLD.taken_back_at""",
        "what was heard of a purchase stays; it is taken back once",
    ),
]
# Of a place on a frozen board only the masked name goes, once its member is erased.
STANDING_LAWS = [
    before(
        "standings_never_change",
        pgtrigger.Update | pgtrigger.Delete,
        f"""
            IF TG_OP = 'UPDATE' AND NEW.name = '' AND to_jsonb(NEW) - 'name' = to_jsonb(OLD) - 'name'
               AND EXISTS (SELECT 1 FROM customers_erasure gone WHERE gone.customer_id = OLD.customer_id) THEN
                RETURN NEW;
            END IF;
            {refuse("standings_never_change", "a frozen board stays as it was")}
        """,  # noqa: S608  (the words of this module)
    )
]
# Whoever accepts waits for who accepts the other way round, and then sees that they have.
REFERRAL_LAWS = [
    only_added("referrals_are_only_added", "who invited whom never changes"),
    before(
        "two_members_do_not_invite_each_other",
        pgtrigger.Insert,
        f"""
            PERFORM pg_advisory_xact_lock(
                hashtextextended('referral:' || least(NEW.friend_id, NEW.member_id) || ':' || greatest(NEW.friend_id, NEW.member_id), 0));
            IF EXISTS (SELECT 1 FROM activity_referral other WHERE other.friend_id = NEW.member_id AND other.member_id = NEW.friend_id) THEN
                {refuse("two_members_do_not_invite_each_other", "of two members one invites the other")}
            END IF;
            RETURN NEW;
        """,  # noqa: S608  (the words of this module)
    ),
]
BOARD_LAWS = [
    only_ends(
        "terms_of_boards_stay_as_written",
        table_fixed="id shown day_awards point_awards",
        says="members competed for these awards: only their end is brought forward",
    )
]
