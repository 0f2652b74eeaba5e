"""How points by hand are refused, merging, and leaving at a counter."""

from upgrade_program.kernel.errors import Refused


class OwnAccount(Refused):
    """Nobody changes their own points (loyalty rule 11)."""

    code = "own_account"
    status = 403
    sentence = "These are your own points."
    next_step = "Ask a colleague, who can do it for you."


class NotBothMembers(Refused):
    """A merge brings no points to or from who left, or was erased."""

    code = "not_both_members"
    sentence = "Points go over between members only, and one of the two is none now."
    next_step = "Ask again once both are members."


class NoConsentToPoints(Refused):
    """It was withdrawn while somebody asked for just that, or never given."""

    code = "nothing_changes"
    status = 422
    sentence = "No consent to points stands: it is withdrawn already."
    next_step = "Look at the member's page again."
