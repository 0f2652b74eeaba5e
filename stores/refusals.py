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
