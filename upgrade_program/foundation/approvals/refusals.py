"""When asking or deciding is refused."""

from upgrade_program.kernel.errors import Refused


class ApprovalWaiting(Refused):
    """One request of this kind waits for the same subject already."""

    code = "approval_waiting"
    sentence = "The same was asked before and still waits."
    next_step = "Wait for the answer, or have it withdrawn and ask again."


class TwoPeopleNeeded(Refused):
    """The act gives power or money, and nobody gives that alone."""

    code = "approval_required"
    status = 403
    sentence = "This takes two people."
    next_step = "Ask for it; somebody else of head office allows it."


class SelfApproval(Refused):
    """The asker decides; no role allows that (smart-upgrade section 7)."""

    code = "self_approval"
    status = 403
    sentence = "Nobody decides their own request."
    next_step = "Ask another manager or head office."


class ApprovalDecided(Refused):
    """The request waits no more; `facts["state"]` says what became of it."""

    code = "approval_decided"
    sentence = "This request waits no more: it is {state}."
    next_step = "Load the page again to see who decided and when."
