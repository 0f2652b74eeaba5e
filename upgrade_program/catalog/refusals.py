"""How the catalogue says no."""

from upgrade_program.kernel.errors import Refused


class UnknownSku(Refused):
    """No variant of the catalogue has this SKU."""

    code = "invalid"
    status = 422
    field = "sku"
    sentence = "No device of the catalogue has this SKU."
    next_step = "Search the device by its name and pick it from the list."


class NotEligible(Refused):
    """The brand is not in the programme, or head office has not flagged the model."""

    code = "not_eligible"
    field = "sku"
    sentence = "{device} does not take part: Smart Upgrade covers chosen Mi, Redmi and Xiaomi phones."
    next_step = "Offer the exchange partner's quote for this phone instead."


class NoPlanPrice(Refused):
    """No plan price is in force at the instant."""

    code = "no_plan_price"
    field = "sku"
    sentence = "No plan price is in force for {device}, so a plan cannot be sold on it."
    next_step = "Ask head office to set a price for this model."


class NoSrp(Refused):
    """No selling price of the variant is in force on the day, so no value could be promised."""

    code = "no_srp"
    field = "sku"
    sentence = "No selling price (SRP) of {device} is in force on {day}."
    next_step = "Check the date; a phone has a price from its launch on."


class PriceInThePast(Refused):
    """A price would begin before it was set, and so touch what was already sold."""

    code = "price_in_the_past"
    status = 422
    field = "from_at"
    sentence = "A new price cannot begin in the past: plans were already sold at the price of then."
    next_step = "Choose an instant from now on."


class LaterPriceStands(Refused):
    """A price that begins later is already there; a new one can only come at or after it."""

    code = "later_price_stands"
    field = "from_at"
    sentence = "Another price already begins on {moment}."
    next_step = "Let the new price begin then or later; at that very instant it replaces the planned one."


class SamePrice(Refused):
    """The price in force then is the same amount already."""

    code = "same_price"
    field = "amount"
    sentence = "{amount} is already the price of {device} at that time."
    next_step = "Nothing needs to be done."


class PriceMoved(Refused):
    """Somebody else changed or scheduled the price since the maker of a change looked at it."""

    code = "price_moved"
    field = "amount"
    sentence = "The price of {device} is another one than when this change was typed: {now} instead of {seen}."
    next_step = "Look at the new price and type the change again."


class PriceOutOfBounds(Refused):
    """A price outside the share of the SRP that prices keep to from its day on: most likely a slip of the finger."""

    code = "price_out_of_bounds"
    status = 422
    field = "amount"
    sentence = "{amount} for {device} is {percent} % of its SRP {srp}; from {day} on plan prices stay between {least} % and {most} %."
    next_step = "Check the figure."


class NothingToChange(Refused):
    """A change set without a row."""

    code = "nothing_to_change"
    status = 422
    sentence = "No price was changed."
    next_step = "Type a new price for at least one model."


class SellingIsStopped(NotEligible):
    """Head office has stopped the sale of the model. To a till it is one more reason why the phone is not eligible."""

    sentence = "Selling of {device} is stopped by head office since {since}."
    next_step = "Offer another model; head office says when this one is sold again."


class StopStands(Refused):
    """The model is stopped already."""

    code = "stop_stands"
    field = "model"
    sentence = "Selling of {device} is stopped already."
    next_step = "Nothing more has to be done; it stands in the list of stops."


class StopLifted(Refused):
    """The stop stands no more."""

    code = "stop_lifted"
    sentence = "This stop was lifted already."
    next_step = "Load the page again."
