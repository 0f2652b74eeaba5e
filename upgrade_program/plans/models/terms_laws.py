"""Laws of published terms: each version says what one person drafted and another granted, row for row, from the day they said."""

from __future__ import annotations

import pgtrigger

from upgrade_program.drafts.enums import Kind
from upgrade_program.drafts.laws import granted, withdrawn
from upgrade_program.foundation.database.laws import at_commit, never_when, refuse

# What the rows of version `v` say, as `Proposal.as_json` wrote it into the draft.
_SAID = """jsonb_build_object(
    'tiers', (SELECT jsonb_agg(jsonb_build_array(t.after, t.through, t.percent) ORDER BY t.after)
        FROM plans_termstier t WHERE t.terms_id = v.id),
    'activation_days', v.activation_days, 'free_look_days', v.free_look_days, 'basis', v.basis,
    'limits', jsonb_build_object('hold_days', v.hold_days, 'extension_days', v.extension_days, 'override_percent', v.override_percent,
        'override_rupees', v.override_rupees, 'low_price_percent', v.low_price_percent, 'transfer', v.transfer),
    'text_en', v.text_en, 'text_hi', v.text_hi,
    'questions', (SELECT coalesce(jsonb_agg(jsonb_build_object('key', c.key, 'clause', c.clause, 'minor', c.minor, 'major', c.major,
        'words', c.words) ORDER BY c.place), '[]') FROM plans_termscheck c WHERE c.terms_id = v.id),
    'gates', (SELECT coalesce(jsonb_agg(jsonb_build_object('key', g.key, 'clause', g.clause, 'words', g.words) ORDER BY g.place), '[]')
        FROM plans_termsgate g WHERE g.terms_id = v.id))"""
# What may become of the days of a version: the last one is set; withdrawn before anybody bought a plan on it, it has none; and the one
# before it goes on.
_ENDED = "upper_inf(OLD.valid) AND lower(NEW.valid) = lower(OLD.valid)"
_WITHDRAWN = f"""upper_inf(OLD.valid) AND isempty(NEW.valid) AND {withdrawn("OLD.draft_id")}
       AND NOT EXISTS (SELECT 1 FROM plans_plan p WHERE p.terms_id = OLD.id)"""  # noqa: S608  built of constants only
_GOES_ON = """upper_inf(NEW.valid) AND lower(NEW.valid) = lower(OLD.valid) AND EXISTS (
           SELECT 1 FROM plans_termsversion v JOIN drafts_withdrawal w ON w.draft_id = v.draft_id JOIN drafts_draft d ON d.id = v.draft_id
            WHERE isempty(v.valid) AND d.from_day = upper(OLD.valid))"""
TERMS_CHANGE_ONLY_BY_A_NEW_VERSION = never_when(
    "terms_change_only_by_a_new_version",
    pgtrigger.Update,
    f"""(to_jsonb(NEW) - 'valid') <> (to_jsonb(OLD) - 'valid')
       OR (NEW.valid <> OLD.valid AND ({_ENDED}) IS NOT TRUE AND ({_WITHDRAWN}) IS NOT TRUE AND ({_GOES_ON}) IS NOT TRUE)""",
    "terms change only by a new version; their last day may be set, and what is withdrawn before its day has none",
)
# The first terms came with the programme, before anybody bought a plan: that is asked as each row comes, not at commit.
TERMS_ARE_DRAFTED = never_when(
    "terms_are_drafted",
    pgtrigger.Insert,
    "NEW.draft_id IS NULL AND (NEW.version <> 1 OR EXISTS (SELECT 1 FROM plans_plan))",
    "terms come out of a draft; only the first came with the programme",
)
FIRST_TERMS_STAND = never_when(
    "the_first_terms_get_no_more_rows",
    pgtrigger.Insert,
    """EXISTS (SELECT 1 FROM plans_termsversion v WHERE v.id = NEW.terms_id AND v.draft_id IS NULL)
       AND EXISTS (SELECT 1 FROM plans_plan)""",
    "the first terms stand as the programme began with them",
)


def as_granted(law: str, *, version: str = "NEW.terms_id") -> pgtrigger.Trigger:
    """At commit, when the rows of a version are all there: none is missing, none more, none other than was granted."""
    return at_commit(
        law,
        pgtrigger.Insert,
        f"""
        SELECT EXISTS (
            SELECT 1 FROM plans_termsversion v
             WHERE v.id = {version} AND (v.draft_id IS NULL OR EXISTS (
                   SELECT 1 {granted(Kind.TERMS)} AND d.id = v.draft_id AND d.content = {_SAID}
                      AND CASE WHEN {withdrawn("d.id")} THEN isempty(v.valid) ELSE d.from_day = lower(v.valid) END))) INTO said;
        IF NOT said THEN
            {refuse(law, "terms say what one person drafted and another one granted, from the day they said")}
        END IF;
        """,  # noqa: S608  built of constants only
        declare=[("said", "boolean")],
    )


TERMS_END_WHERE_THE_NEXT_BEGIN = at_commit(
    "terms_end_where_the_next_begin",
    pgtrigger.Update,
    f"""
    IF EXISTS (SELECT 1 FROM plans_termsversion v WHERE NOT isempty(v.valid) AND NOT upper_inf(v.valid)
           AND NOT EXISTS (SELECT 1 FROM plans_termsversion w WHERE lower(w.valid) = upper(v.valid))) THEN
        {refuse("terms_end_where_the_next_begin", "terms end on the day the next version begins, and no day is without terms")}
    END IF;
    """,  # noqa: S608  built of constants only
    declare=[],
)
TIERS_FOLLOW_AND_FALL = at_commit(
    "tiers_follow_each_other_and_fall",
    pgtrigger.Insert,
    f"""
    IF EXISTS (SELECT 1 FROM (
            SELECT after, percent, lag(through) OVER w AS ended, lag(percent) OVER w AS gave
              FROM plans_termstier WHERE terms_id = NEW.terms_id WINDOW w AS (ORDER BY after)) tier
         WHERE ended <> after OR gave <= percent) THEN
        {refuse("tiers_follow_each_other_and_fall", "a tier begins where the one before ends, and gives less")}
    END IF;
    """,  # noqa: S608  built of constants only
    declare=[],
)
