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


class BeginsTooLate(Refused):
    """The day is years away: until then nothing else could begin, and nobody would remember it."""

    code = "version_too_far"
    status = 422
    field = "from_day"
    sentence = "It begins more than two years from now, and stands in the way of whatever is to begin before."
    next_step = "Choose {latest} or an earlier day."


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


class NotGranted(Refused):
    """Nobody has allowed it, so nothing of it is to come."""

    code = "not_granted"
    sentence = "Nobody has allowed this, so it is not going to begin."
    next_step = "Whoever asked for it withdraws the request."


class WithdrawnBefore(Refused):
    """It is withdrawn once."""

    code = "withdrawn_before"
    sentence = "This was withdrawn before."
    next_step = "Load the page again to see by whom and why."


class VersionHasBegun(Refused):
    """The day has begun, or begins within the seconds that sales under way may still take."""

    code = "version_has_begun"
    sentence = "It has begun, or begins within seconds: what is sold on it keeps to it."
    next_step = "Make a new one from tomorrow or a later day on."


class VersionFollowed(Refused):
    """Another version was granted to follow it."""

    code = "version_followed"
    sentence = "{what} begins on {day} and follows this one."
    next_step = "Withdraw that one first."
