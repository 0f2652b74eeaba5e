"""How the programme says no."""

from upgrade_program.kernel.errors import Refused


class NoProgramme(Refused):
    """No version of the programme, or of its ladder, is in force on the day."""

    code = "no_programme"
    sentence = "No loyalty programme is in force on {day}."
    next_step = "Head office has to publish one first."


class NotMember(Refused):
    """The customer has no loyalty consent in force."""

    code = "not_a_member"
    sentence = "This customer is not a member of the loyalty programme."
    next_step = "Read the loyalty text to the customer and let them join first."


class MonthsNotSold(Refused):
    """A membership is not sold for so many months."""

    code = "invalid"
    status = 422
    field = "months"
    sentence = "A membership is not sold for {months} months."
    next_step = "Choose one of {choices}."


class MembershipPriceChanged(Refused):
    """The price shown to the customer is no longer the one in force."""

    code = "price_changed"
    sentence = "The membership costs {price}, not {expected}."
    next_step = "Tell the customer the new price and ask again."


class MembershipTakenBack(Refused):
    """These months were taken back before."""

    code = "membership_over"
    sentence = "These months were taken back on {day} already."
    next_step = "Their credit note says what was given back."


class MembershipReturnOver(Refused):
    """The days in which months may be given back are over."""

    code = "free_look_over"
    sentence = "These months could be given back until {day}."
    next_step = "They run on and end by date."


class LaterMonthsStand(Refused):
    """Months that follow these are prepaid: without these there would be a gap."""

    code = "later_months_stand"
    sentence = "Months that follow these are prepaid, from {day} on."
    next_step = "Take back the later ones first."


class MembershipUsed(Refused):
    """The membership has already given something that only a member gets."""

    code = "membership_used"
    sentence = "The membership was used on {day}: {what}."
    next_step = "Take that back first, or let the months run: they end by date."


class VersionInThePast(Refused):
    """A version begins today or before: what happened already counts by the version of its day."""

    code = "version_in_the_past"
    status = 422
    field = "from_day"
    sentence = "A version begins tomorrow, on {tomorrow}, or later: today's bills count by today's."
    next_step = "Choose a later day."


class LaterVersionStands(Refused):
    """Two versions of one thing would be in force on a day."""

    code = "later_version_stands"
    field = "from_day"
    sentence = "{name} on {day}; a new version begins after that."
    next_step = "Choose a later day."


class NothingChanges(Refused):
    code = "nothing_changes"
    status = 422
    sentence = "This draft says what is in force already."
    next_step = "Change something first."


class NotPreviewed(Refused):
    """Its maker has not looked at what the draft would have given."""

    code = "not_previewed"
    sentence = "This draft was not looked at on past bills since it was last changed."
    next_step = "Preview it, then ask."


class DraftOutdated(Refused):
    """Another version was published since the draft was saved, so it would undo that one unseen."""

    code = "draft_outdated"
    sentence = "Another version was published after this draft was saved."
    next_step = "Save the draft again, look at what it changes now, and ask anew."


class DraftClosed(Refused):
    """It waits for an answer, or was published or dropped; `facts["state"]` says which."""

    code = "draft_closed"
    sentence = "This draft is {state} and no longer changes."
    next_step = "Withdraw the request first, or begin a new draft."
