"""Triggers of the programme: a version stays as it was published, and what was heard stays as it was heard."""

from __future__ import annotations

import pgtrigger

from loyalty.programme.enums import Part
from upgrade_program.foundation.database.laws import at_commit, before, never, never_when, refuse


def stays_as_published(law: str) -> list[pgtrigger.Trigger]:
    """Of a dated version only the open end is set, once; it is never deleted. `law` names what a change breaks."""
    return [
        never(f"{law}_never_deleted", pgtrigger.Delete, "a version of the programme is never deleted"),
        never_when(
            f"{law}_as_published",
            pgtrigger.Update,
            "(to_jsonb(NEW) - 'valid') <> (to_jsonb(OLD) - 'valid') OR isempty(NEW.valid) OR lower(NEW.valid) <> lower(OLD.valid) "
            "OR (NOT upper_inf(OLD.valid) AND NEW.valid <> OLD.valid)",
            "the programme changes only by a new version: only the open end of one is set, once",
        ),
    ]


# What a row says, as `content.as_json` writes it into its draft.
_SETTINGS = """draft.content = jsonb_build_object('pending_days', NEW.pending_days,
    'life_months', NEW.life_months, 'rounding', NEW.rounding,
    'rupees_per_point', NEW.rupees_per_point, 'min_points', NEW.min_points, 'step', NEW.step, 'most_share_percent', NEW.most_share_percent,
    'check_in_points', NEW.check_in_points, 'streak_days', NEW.streak_days, 'streak_points', NEW.streak_points,
    'membership_price', trim_scale(NEW.membership_price)::text, 'membership_months', to_jsonb(NEW.membership_months),
    'membership_multiplier', trim_scale(NEW.membership_multiplier)::text, 'repairs_a_year', NEW.repairs_a_year)"""
# A draft from before there were names in Hindi says none.
_RULE = """EXISTS (SELECT 1 FROM jsonb_array_elements(draft.content -> 'rules') said WHERE jsonb_build_object('title_hi', '') || said
    @> jsonb_build_object('key', NEW.key, 'occasion', NEW.occasion, 'title', NEW.title, 'title_hi', NEW.title_hi,
    'points', trim_scale(NEW.points)::text, 'per_rupees', NEW.per_rupees, 'multiplied', NEW.multiplied,
    'min_bill', trim_scale(NEW.min_bill)::text, 'brand', NEW.brand, 'model_id', NEW.model_id, 'store_kind', NEW.store_kind,
    'cap_points', NEW.cap_points, 'cap_period', nullif(NEW.cap_period, '')))"""
_LADDER = "(draft.content -> 'window_months')::integer = NEW.window_months"
_LEVEL = """jsonb_build_object('name_hi', '') || (draft.content -> 'levels' -> NEW.rank::integer)
    = jsonb_build_object('name', NEW.name, 'name_hi', NEW.name_hi, 'threshold', NEW.threshold,
    'multiplier', trim_scale(NEW.multiplier)::text)"""
_FIRST = "NOT EXISTS (SELECT 1 FROM programme_heardbill)"
_SAYS = {Part.SETTINGS: _SETTINGS, Part.RULES: _RULE, Part.STATUS: _LADDER}


def published_by_two(noun: str, part: Part) -> list[pgtrigger.Trigger]:
    """At commit: a version says what a published draft of its part says, which one person made and another allowed, from its day on.

    Without a draft there are only the first versions, from before the first bill was heard of. It ends where a published draft begins.
    """
    begins, ends = f"{noun}_begins_by_a_draft", f"{noun}_ends_by_a_draft"
    draft = f"FROM programme_draft draft WHERE draft.part = '{part.value}' AND draft.published_at IS NOT NULL"
    return [
        at_commit(
            begins,
            pgtrigger.Insert,
            f"""IF NOT EXISTS (SELECT 1 {draft} AND draft.id = NEW.draft_id AND draft.from_day = lower(NEW.valid)
                                 AND draft.made_by_id = NEW.set_by_id AND {_SAYS[part]})
                   AND NOT (NEW.draft_id IS NULL AND NEW.set_by_id IS NULL AND {_FIRST})
                THEN {refuse(begins, "a version is what one person drafted and another one allowed")} END IF;""",
            declare=[],
        ),
        at_commit(
            ends,
            pgtrigger.Update,
            f"""IF upper_inf(OLD.valid) AND NOT upper_inf(NEW.valid)
                   AND NOT EXISTS (SELECT 1 {draft} AND draft.from_day = upper(NEW.valid))
                THEN {refuse(ends, "a version ends only where a published draft begins")} END IF;""",
            declare=[],
        ),
    ]


LEVELS_ARE_THOSE_OF_THE_DRAFT = at_commit(
    "levels_are_those_of_their_draft",
    pgtrigger.Insert,
    f"""IF NOT EXISTS (SELECT 1 FROM programme_statusversion ladder LEFT JOIN programme_draft draft ON draft.id = ladder.draft_id
                        WHERE ladder.id = NEW.status_id AND (ladder.draft_id IS NULL AND {_FIRST} OR {_LEVEL}))
        THEN {refuse("levels_are_those_of_their_draft", "a ladder has the levels that were drafted and allowed")} END IF;""",  # noqa: S608  (the words of this module)
    declare=[],
)


def only_added(law: str, says: str) -> pgtrigger.Trigger:
    """Rows are added and never touched again."""
    return never(law, pgtrigger.Update | pgtrigger.Delete, says)


_TAKEN_BACK = "ARRAY['taken_back_at', 'taken_back_by_id', 'reason']"
MEMBERSHIPS_ARE_ONLY_ADDED = before(
    "memberships_are_only_added",
    pgtrigger.Update | pgtrigger.Delete,
    f"""
    IF TG_OP = 'UPDATE' AND OLD.taken_back_at IS NULL AND NEW.taken_back_at >= OLD.bought_at
       AND to_jsonb(NEW) - {_TAKEN_BACK} = to_jsonb(OLD) - {_TAKEN_BACK} THEN
        RETURN NEW;
    END IF;
    {refuse("memberships_are_only_added", "a membership that was paid for stays as it was sold, and is taken back once")}
    """,
)

A_BILL_STAYS_AS_HEARD = never_when(
    "a_bill_stays_as_heard",
    pgtrigger.Update,
    "(OLD.source_type, OLD.source_id) IS DISTINCT FROM (NEW.source_type, NEW.source_id) "
    "OR OLD.customer_id IS NOT NULL AND (OLD.customer_id, OLD.at, OLD.facts, OLD.awarded) "
    "IS DISTINCT FROM (NEW.customer_id, NEW.at, NEW.facts, NEW.awarded) "
    "OR OLD.taken_back_at IS NOT NULL AND OLD.taken_back_at IS DISTINCT FROM NEW.taken_back_at",
    "a bill that was heard of stays as it was heard, and is taken back once",
)
A_BILL_IS_NEVER_DELETED = never("a_heard_bill_is_never_deleted", pgtrigger.Delete, "a bill that was heard of is never forgotten")

_CONTENT = "from_day, content, reason, base_id"
_BEGAN = "id, part, made_by_id, made_at"


def _row(row: str, columns: str) -> str:
    return ", ".join(f"{row}.{column}" for column in columns.split(", "))


DRAFT_LAWS = [
    never("drafts_are_never_deleted", pgtrigger.Delete, "a draft is never deleted, but dropped"),
    never_when(
        "a_draft_starts_empty_handed",
        pgtrigger.Insert,
        "num_nonnulls(NEW.preview, NEW.previewed_at, NEW.approval_id, NEW.published_at, NEW.dropped_at) > 0",
        "a draft is previewed, asked for and published after it was begun",
    ),
    never_when(
        "a_draft_stays_its_makers",
        pgtrigger.Update,
        f"({_row('OLD', _BEGAN)}) IS DISTINCT FROM ({_row('NEW', _BEGAN)})",
        "of what a draft is, and who made it when, never changes",
    ),
    never_when(
        "a_draft_that_ended_stays",
        pgtrigger.Update,
        "OLD.published_at IS NOT NULL OR OLD.dropped_at IS NOT NULL",
        "a draft that was published or dropped stays as it was",
    ),
    never_when(
        "a_draft_that_waits_stays_as_asked",
        pgtrigger.Update,
        f"""({_row("OLD", _CONTENT)}, OLD.preview, OLD.previewed_at, OLD.dropped_at)
            IS DISTINCT FROM ({_row("NEW", _CONTENT)}, NEW.preview, NEW.previewed_at, NEW.dropped_at)
            AND EXISTS (SELECT 1 FROM approvals_approval said WHERE said.kind = 'programme.version'
                         AND said.subject = 'draft:' || OLD.id AND said.state = 'waiting')""",  # noqa: S608  (the words of this module)
        "a draft that waits for an answer stays as it was asked for",
    ),
    never_when(
        "a_changed_draft_is_previewed_anew",
        pgtrigger.Update,
        f"({_row('OLD', _CONTENT)}) IS DISTINCT FROM ({_row('NEW', _CONTENT)}) AND NEW.preview IS NOT NULL",
        "what a draft would have given is told of what it says now",
    ),
    at_commit(
        "a_draft_is_published_by_two",
        pgtrigger.Update,
        """IF NEW.published_at IS NOT NULL AND NOT EXISTS (
               SELECT 1 FROM approvals_approval said WHERE said.id = NEW.approval_id AND said.kind = 'programme.version'
                  AND said.subject = 'draft:' || NEW.id AND said.state = 'granted' AND said.asked_by_id = NEW.made_by_id
                  AND said.asked_at >= NEW.previewed_at AND said.decided_by_id <> NEW.made_by_id)
           THEN """  # noqa: S608  (the words of this module)
        + refuse("a_draft_is_published_by_two", "a draft is published once its maker has previewed it and another one has allowed it")
        + " END IF;",
        declare=[],
    ),
]
