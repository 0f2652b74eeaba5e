"""The laws of rewards that only a trigger can state; each raises a check violation under its own name."""

import pgtrigger

from upgrade_program.foundation.database.laws import before, never, never_when, refuse

_REWARD = "key kind name name_hi about about_hi partner percent_off made needs_membership created_at"
_REDEMPTION = """
    number reward_id terms_id customer_id points entry_id code_id period place most good_through at on store_id by_id by_name
"""


def _changed(columns: str) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns.split())


REWARD_LAWS = [
    never("rewards_are_never_deleted", pgtrigger.Delete, "a reward is ended, never deleted"),
    never_when("a_reward_stays_what_it_is", pgtrigger.Update, _changed(_REWARD), "of a reward only its stock changes"),
]
TERMS_LAWS = [
    before(
        "terms_of_a_reward_stay_as_written",
        pgtrigger.Update | pgtrigger.Delete,
        f"""
            IF TG_OP = 'UPDATE'
               AND (OLD.id, OLD.reward_id, OLD.points, OLD.most, OLD.period, OLD.good_days, OLD.set_by_id, OLD.set_at, OLD.reason)
                   IS NOT DISTINCT FROM
                   (NEW.id, NEW.reward_id, NEW.points, NEW.most, NEW.period, NEW.good_days, NEW.set_by_id, NEW.set_at, NEW.reason)
               AND lower(NEW.valid) = lower(OLD.valid) AND NOT isempty(NEW.valid) AND NEW.valid <@ OLD.valid
               AND (OLD.withdrawn_at IS NULL OR NEW.withdrawn_at = OLD.withdrawn_at) THEN
                RETURN NEW;
            END IF;
            {refuse("terms_of_a_reward_stay_as_written", "what a reward costs stands as it was written: only its end is brought forward")}
        """,
    )
]
CODE_LAWS = [
    never("codes_are_never_deleted", pgtrigger.Delete, "a code is kept, issued or not"),
    never_when(
        "a_code_is_issued_once",
        pgtrigger.Update,
        f"{_changed('id reward_id code added_at')} OR OLD.issued_at IS NOT NULL",
        "of a code only its issue is noted, once",
    ),
]
REDEMPTION_LAWS = [
    never("redemptions_are_never_deleted", pgtrigger.Delete, "a redemption is cancelled, never deleted"),
    never_when("a_redemption_starts_issued", pgtrigger.Insert, "NEW.state <> 'issued'", "a redemption starts issued"),
    never_when(
        "a_redemption_ends_once",
        pgtrigger.Update,
        "OLD.state <> 'issued'",
        "a redemption that was used or cancelled stays so",
    ),
    never_when("what_was_redeemed_is_frozen", pgtrigger.Update, _changed(_REDEMPTION), "what was redeemed never changes"),
]
FILE_LAWS = [
    never("goods_are_never_deleted", pgtrigger.Delete, "a file that members got is withdrawn, never deleted"),
    never_when(
        "goods_stay_as_they_are",
        pgtrigger.Update,
        f"{_changed('id reward_id title title_hi name filename media_type size sha256 added_at')} OR OLD.withdrawn_at IS NOT NULL",
        "of a file only its withdrawal is noted, once",
    ),
]
DOWNLOADS_ARE_ONLY_ADDED = never(
    "downloads_are_only_added", pgtrigger.Update | pgtrigger.Delete, "a download is a record and never changes"
)
LINKS_STAY = never_when(
    "a_download_link_is_revoked_once",
    pgtrigger.Update | pgtrigger.Delete,
    f"TG_OP = 'DELETE' OR {_changed('id redemption_id token created_at')} OR OLD.revoked_at IS NOT NULL",
    "of a link only its end is noted, once",
)
