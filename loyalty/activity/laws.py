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
# From friend to inviter the way leads back to somebody who came by nobody's invitation. In a ring there is none: of three who invite each
# other in turn all are paid for, and nobody was brought. Whoever accepts waits for whoever else accepts, since several may close a ring
# together, and then sees what they did. The way back is walked over the unique index of friends; a longer ring pays one reward for
# more people than anybody brings together for it.
LONGEST_WAY_BACK = 1_000
REFERRAL_LAWS = [
    only_added("referrals_are_only_added", "who invited whom never changes"),
    before(
        "nobody_is_invited_in_a_ring",
        pgtrigger.Insert,
        f"""
            PERFORM pg_advisory_xact_lock(hashtextextended('referrals', 0));
            IF EXISTS (
                WITH RECURSIVE back (member_id, steps) AS (
                    SELECT NEW.member_id, 0
                     UNION ALL
                    SELECT came.member_id, back.steps + 1
                      FROM back JOIN activity_referral came ON came.friend_id = back.member_id
                     WHERE back.steps < {LONGEST_WAY_BACK} AND back.member_id <> NEW.friend_id
                )
                SELECT 1 FROM back WHERE back.steps > 0 AND back.member_id = NEW.friend_id
            ) THEN
                {refuse("nobody_is_invited_in_a_ring", "nobody comes by an invitation that began with their own")}
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
