"""When a repeated request is refused."""

from upgrade_program.kernel.errors import Refused


class IdempotencyMismatch(Refused):
    """The key was used before, with another body."""

    code = "idempotency_mismatch"
    field = "Idempotency-Key"
    sentence = "This key was already used for a different request."
    next_step = "Send a new key with a new request."


class RequestInProgress(Refused):
    """The first request with this key is still running after the wait."""

    code = "request_in_progress"
    field = "Idempotency-Key"
    sentence = "The same request is still being worked on."
    next_step = "Wait a few seconds and send it again with the same key."
