"""How points by hand are refused."""

from upgrade_program.kernel.errors import Refused


class OwnAccount(Refused):
    """Nobody changes their own points (loyalty rule 11)."""

    code = "own_account"
    status = 403
    sentence = "These are your own points."
    next_step = "Ask a colleague, who can do it for you."
