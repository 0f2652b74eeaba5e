"""How customers says no."""

from upgrade_program.kernel.errors import Refused


class MobileInvalid(Refused):
    """The text is no Indian mobile number; the words say which mistake it is."""

    code = "mobile_invalid"
    status = 422
    field = "customer.mobile"
    sentence = "This is not an Indian mobile number."
    next_step = "Ask the customer for the ten digits of their mobile number."


class ConsentMissing(Refused):
    """The customer has not agreed to a text that is in force."""

    code = "consent_missing"
    status = 422
    field = "customer.consent"
    sentence = "The customer has not agreed to the text yet."
    next_step = "Read the text to the customer and tick the box if they agree."


class ErasureWished(Refused):
    """The customer has asked already, and head office has not answered yet."""

    code = "erasure_asked"
    sentence = "You have asked to be erased already."
    next_step = "Head office works on it; you can take it back until then."
