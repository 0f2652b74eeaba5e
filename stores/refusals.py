"""How stores says no to people at the door."""

from upgrade_program.kernel.errors import Forbidden, Refused


class Unauthenticated(Refused):
    """Wrong name, wrong password, a disabled person or a stranger: all answer alike."""

    code = "unauthenticated"
    status = 401
    sentence = "This user name and password do not belong together."
    next_step = "Check both, or ask head office."


class SecondFactorNeeded(Unauthenticated):
    """The password is right; the code of the authenticator app is missing or wrong."""

    field = "totp"
    sentence = "The code of your authenticator app is needed."
    next_step = "Send the six digits it shows now as totp."


class SignInThrottled(Refused):
    """Too many tries for this name or from this address; `facts["retry_after"]` is in seconds."""

    code = "throttled"
    status = 429
    sentence = "Too many tries to sign in."
    next_step = "Wait five minutes and try again."


class NotYourStore(Forbidden):
    """A store the person is not posted to; an unknown one answers alike."""

    field = "store"
    sentence = "You are not posted to this store."
    next_step = "Choose one of your own stores, or ask head office for a posting."


class StoreClosed(Forbidden):
    """The store closed while the act was on its way."""

    sentence = "This store is closed: nothing begins here any more."
    next_step = "Sign in at the store you work at now."


class SecondFactorMissing(Forbidden):
    """The password is right, but the role needs a second factor and the person has set up none (reliability S7)."""

    field = "totp"
    sentence = "Your role needs a second factor, and you have set up none yet."
    next_step = "Sign in on the staff pages first: they lead you to setting it up."


class SecondFactorStays(Forbidden):
    """A role that needs the second factor keeps it."""

    sentence = "Your role needs the second factor, so it cannot be taken away."
    next_step = "With a new phone, ask head office to remove the old one; then set up the new one at your next sign-in."


class PinWrong(Refused):
    """Another PIN, no PIN, or nobody of this till: all answer alike."""

    code = "pin_wrong"
    status = 422
    field = "pin"
    sentence = "This PIN is not right, or none is set."
    next_step = "Try again, or use the password."


class PinBlocked(Refused):
    """Five wrong PINs in a row; a sign-in with the password makes the PIN good again."""

    code = "pin_blocked"
    status = 422
    field = "password"
    sentence = "Too many wrong PINs."
    next_step = "Use the password; after that the PIN works again."


class FullSignInNeeded(Refused):
    """A PIN alone never gives the rights of a manager: once a day and till the password and the second factor do."""

    code = "full_sign_in_needed"
    status = 422
    field = "password"
    sentence = "This person signs in with password and code once a day on this till."
    next_step = "Type both below; for the rest of the day the PIN is enough here."


class PinTooSimple(Refused):
    code = "invalid"
    status = 422
    field = "pin"
    sentence = "This PIN is too easy to guess."
    next_step = "Take 4 to 6 digits that are no row (1234) and no repetition (0000, 1212)."


class PinsDiffer(Refused):
    code = "invalid"
    status = 422
    field = "again"
    sentence = "The two PINs are not the same."
    next_step = "Type the same PIN twice."
