"""The refusals of one-time codes (interface section 1). None of them tells how near a wrong code came."""

from upgrade_program.kernel.errors import Refused


class OtpWrong(Refused):
    """The code is missing, or not the one that was sent."""

    code = "otp_wrong"
    status = 403
    field = "otp"
    sentence = "This is not the code that was sent."
    next_step = "Ask the customer to read it out again."


class OtpExpired(Refused):
    """No code counts here any more: none was sent, or it was used, replaced, five minutes old or tried five times."""

    code = "otp_expired"
    status = 403
    field = "otp"
    sentence = "No code counts for this any more."
    next_step = "Send the customer a new one."


class OtpLimit(Refused):
    """Enough codes were sent for now; `facts["retry_after"]` is in seconds, `facts["wait"]` the same in words."""

    code = "otp_limit"
    status = 429
    field = "otp"
    sentence = "Another code can be sent in {wait}."
    next_step = "The code sent before counts for five minutes: look for it on the customer's phone."
