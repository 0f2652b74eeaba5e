"""What stands against a draft of whatever kind."""

from __future__ import annotations

from upgrade_program.kernel.errors import Refused


class AskedBefore(Refused):
    """A draft is asked for once; it stands from then on."""

    code = "asked_before"
    sentence = "This was asked for before: it is {state}."
    next_step = "Make a new one."


class BeginsTooSoon(Refused):
    """The day has begun, or begins within the seconds that sales under way may still take."""

    code = "version_in_the_past"
    status = 422
    field = "from_day"
    sentence = "It begins at midnight, tomorrow or later: what is sold today keeps to what is in force today."
    next_step = "Choose {soonest} or a later day."


class LaterVersionStands(Refused):
    """Another version begins on that day or after it: the two would be in force at once."""

    code = "later_version_stands"
    field = "from_day"
    sentence = "{what} begins on {day} already; two are never in force on one day."
    next_step = "Choose a day after that."


class DraftOutdated(Refused):
    """Another version was allowed since its maker looked."""

    code = "draft_outdated"
    sentence = "Another version was allowed since this was typed; it would be undone unseen."
    next_step = "Make a new draft from the newest version and type the change again."


class NothingChanges(Refused):
    """The draft says what the newest version says."""

    code = "nothing_changes"
    status = 422
    sentence = "This says what the newest version says already."
    next_step = "Change something first."
