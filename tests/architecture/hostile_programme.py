"""What would be tried on the loyalty programme's versions and drafts, and what refuses it: each row as in `hostile`."""

from __future__ import annotations

from loyalty.programme.models import Draft, EarnRule, ProgrammeVersion, StatusTier
from tests.architecture.hostile import again, denied, law

_OF_A_TABLE = "permission denied for table {}".format
_LATER = "daterange('2031-01-01', NULL)"
_PUBLISH = "UPDATE programme_draft SET published_at = %(later)s, approval_id = {} WHERE id = {}".format


PROGRAMME = [
    denied("rewrite what is in force", "UPDATE programme_earnrule SET points = 99", _OF_A_TABLE("programme_earnrule")),
    denied("settings as one likes", "UPDATE programme_programmeversion SET step = 1", _OF_A_TABLE("programme_programmeversion")),
    denied("a lower step", "UPDATE programme_statustier SET threshold = 1 WHERE rank = 1", _OF_A_TABLE("programme_statustier")),
    denied("forget a version", "DELETE FROM programme_earnrule", _OF_A_TABLE("programme_earnrule")),
    denied("forget a draft", "DELETE FROM programme_draft WHERE id = %(draft)s", _OF_A_TABLE("programme_draft")),
    denied("another's draft", "UPDATE programme_draft SET made_by_id = %(clerk)s", _OF_A_TABLE("programme_draft")),
    law("publish without asking", _PUBLISH("%(approval)s", "%(draft)s"), "a_draft_is_published_by_two"),
    law("publish what only waits", _PUBLISH("%(asked_version)s", "%(waiting_draft)s"), "a_draft_is_published_by_two"),
    law("publish by the yes to another", _PUBLISH("%(granted_version)s", "%(draft)s"), "programme_draft_approval_id"),
    law("publish what nobody has looked at", "UPDATE programme_draft SET preview = NULL, previewed_at = NULL, published_at = %(later)s,"
        " approval_id = %(approval)s WHERE id = %(draft)s", "a_published_draft_was_previewed_and_allowed"),
    law("change what waits", "UPDATE programme_draft SET content = '{}', preview = NULL, previewed_at = NULL"
        " WHERE id = %(waiting_draft)s", "a_draft_that_waits_stays_as_asked"),
    law("drop what waits", "UPDATE programme_draft SET dropped_at = %(at)s WHERE id = %(waiting_draft)s",
        "a_draft_that_waits_stays_as_asked"),
    law("change what was looked at", "UPDATE programme_draft SET from_day = '2031-01-01' WHERE id = %(draft)s",
        "a_changed_draft_is_previewed_anew"),
    law("change what was published", "UPDATE programme_draft SET approval_id = %(approval)s WHERE id = %(published_draft)s",
        "a_draft_that_ended_stays"),
    law("a draft looked at from the start", again(Draft, "id = %(draft)s"), "a_draft_starts_empty_handed"),
    law("a rule of one's own", again(EarnRule, "key = 'plan_sold'", key="'mine'", set_by_id="%(office)s"),
        "an_earn_rule_begins_by_a_draft"),
    law("a rule by the draft of something else", again(EarnRule, "key = 'plan_sold'", key="'mine'", set_by_id="%(office)s",
        draft_id="%(published_draft)s", valid=_LATER), "an_earn_rule_begins_by_a_draft"),
    law("end a rule", "UPDATE programme_earnrule SET valid = daterange(lower(valid), '2031-01-01') WHERE key = 'plan_sold'",
        "an_earn_rule_ends_by_a_draft"),
    law("other settings by an old draft", again(ProgrammeVersion, "draft_id IS NOT NULL", version="9",
        valid="daterange('2019-01-01', '2019-02-01')", step="99"), "a_programme_version_begins_by_a_draft"),
    law("another ladder by an old draft", "INSERT INTO programme_statusversion (version, valid, reason, window_months, set_by_id)"
        " VALUES (9, daterange('2019-01-01', '2019-02-01'), '', 1, %(office)s)", "a_status_version_begins_by_a_draft"),
    law("a level of one's own", again(StatusTier, "rank = 1 AND status_id = %(ladder)s", rank="9", threshold="9000", name="'Mine'"),
        "levels_are_those_of_their_draft"),
]  # fmt: skip
