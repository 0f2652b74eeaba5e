"""How rewards say no."""

from upgrade_program.kernel.errors import Refused


class UnknownReward(Refused):
    """No reward of the catalogue has this key."""

    code = "invalid"
    status = 422
    field = "reward"
    sentence = "No reward has this name."
    next_step = "Choose one from the list."


class RewardUnavailable(Refused):
    """The reward cannot be had now: the classes below say why, all under one code."""

    code = "reward_unavailable"
    field = "reward"
    sentence = "{reward} cannot be had now."
    next_step = "Choose another reward."


class NotOffered(RewardUnavailable):
    sentence = "{reward} has no price in points yet."


class NotBegun(RewardUnavailable):
    sentence = "{reward} can be had from {day} on."
    next_step = "Come back then, or choose another reward."


class Ended(RewardUnavailable):
    sentence = "{reward} could be had until {day}."


class NoStock(RewardUnavailable):
    sentence = "All of {reward} are gone."


class LimitReached(RewardUnavailable):
    sentence = "This member has had {reward} {times}, which is the most {within}."


class MembersOnly(RewardUnavailable):
    sentence = "{reward} is for members with a paid membership."
    next_step = "The membership can be bought at the counter."


class PointsChanged(Refused):
    """The reward takes other points than the member was shown."""

    code = "price_changed"
    field = "reward"
    sentence = "{reward} takes {points!g} points now, not {expected!g}."
    next_step = "Say the new figure and ask again."


class RedemptionOver(Refused):
    """The redemption was used or cancelled already, or its days are over."""

    code = "redemption_over"
    sentence = "This redemption was {state} already."
    next_step = "Its page says when and where."


class CodeOver(RedemptionOver):
    sentence = "The code was good through {day}."
    next_step = "Its points were spent; nothing is given for it any more."


class NotTakenHere(Refused):
    """The code is not one that a store takes in."""

    code = "redemption_not_taken_here"
    sentence = "A store does not take this: {what}."
    next_step = "Show the member where to use it."


class NotCancellable(Refused):
    """Only the partner knows whether its code was used."""

    code = "redemption_not_cancellable"
    sentence = "A partner's code is not taken back: once handed out, only {partner} knows whether it was used."
    next_step = "Ask {partner} about the code."


class Downloaded(Refused):
    code = "redemption_over"
    sentence = "The files were downloaded already, so the points are not given back."
    next_step = "Renew the link if the member cannot find the files."


class LaterTermsStand(Refused):
    """Terms that begin later are already there."""

    code = "later_terms_stand"
    field = "from_at"
    sentence = "Other terms of this reward already begin on {moment}."
    next_step = "Let the new ones begin then or later."


class TermsInThePast(Refused):
    code = "terms_in_the_past"
    status = 422
    field = "from_at"
    sentence = "Terms cannot begin in the past: members redeemed on those of then."
    next_step = "Choose an instant from now on."


class FileUnusable(Refused):
    """The upload is not of a kind that members can be given."""

    code = "file_unusable"
    status = 422
    field = "file"
    sentence = "This file is no picture (PNG, JPEG, WebP), sound (MP3, OGG, WAV) or ZIP pack."
    next_step = "Choose another file."


class FileTooLarge(Refused):
    code = "file_too_large"
    status = 422
    field = "file"
    sentence = "A file has at most {most} MB."
    next_step = "Make it smaller, or split the pack."
