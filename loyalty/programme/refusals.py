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
