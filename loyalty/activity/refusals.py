"""How activity says no."""

from upgrade_program.kernel.errors import Refused


class CheckedInAlready(Refused):
    """One check-in a local day."""

    code = "checked_in_already"
    sentence = "You have checked in today already: {streak} in a row."
    next_step = "Come back tomorrow."


class NoMission(Refused):
    code = "no_mission"
    sentence = "{what} is not rewarded on this day."
    next_step = "See which missions go on."


class ReviewImpossible(Refused):
    code = "review_impossible"
    field = "purchase"
    sentence = "Only the member's own purchases that were not given back are reviewed, each once."
    next_step = "Choose a purchase from the list."


class InvitationUnknown(Refused):
    code = "invitation_unknown"
    status = 422
    field = "invitation"
    sentence = "Nobody invites with this code."
    next_step = "Copy it again from the message."


class NotInvitable(Refused):
    code = "not_invitable"
    field = "invitation"
    sentence = "An invitation is for somebody new who has bought nothing yet and came by no other, and never for oneself."
    next_step = "Nothing needs to be done."


class InvitedEachOther(Refused):
    """The member whose code it is came by an invitation of whoever gives it now, or of somebody they brought."""

    code = "invited_each_other"
    field = "invitation"
    sentence = "This member came by an invitation of yours, or of somebody you brought: of two members one invites the other."
    next_step = "Nothing needs to be done."


class EventNotOn(Refused):
    code = "event_not_on"
    field = "event"
    sentence = "Guests of this event are entered on {day} and the two days after it."
    next_step = "Check the day of the event."


class EventFull(Refused):
    code = "event_full"
    field = "event"
    sentence = "All {seats} seats of this event are taken."
    next_step = "Nobody else can be entered."


class EnteredAlready(Refused):
    code = "entered_already"
    field = "customer"
    sentence = "This member is on the list of guests already."
    next_step = "Nothing needs to be done."
