"""The refusals of the ledger, with their stable codes."""

from upgrade_program.kernel.errors import Refused


class PointsInsufficient(Refused):
    """Fewer points can be spent than are asked for."""

    code = "points_insufficient"
    field = "points"
    sentence = "{available!g} points can be spent now; {points!g} are asked for."
    next_step = "Use fewer points, or take the rest in money."


class SourceUsed(Refused):
    """The same source already did something else."""

    code = "source_used"
    sentence = "This act already moved another number of points."
    next_step = "Look it up in the member's history."


class HoldOver(Refused):
    """The points are no longer kept: the hold's time is over, or it was captured or released."""

    code = "hold_over"
    sentence = "These points are no longer on hold."
    next_step = "Start the payment with points again."


class BeyondOriginal(Refused):
    """More is to be taken or given back than there once was."""

    code = "points_beyond_original"
    sentence = "Only {original!g} points were moved then; {points!g} cannot be taken back."
    next_step = "Check what was already taken back."


class SameAccount(Refused):
    """A member cannot be merged into themselves, nor twice."""

    code = "same_account"
    sentence = "Both are already one member."
    next_step = "Look the member up by the other mobile."


class PointsOnHold(Refused):
    """A merge waits for open payments."""

    code = "points_on_hold"
    sentence = "{points!g} points of this member are on hold for a payment."
    next_step = "Finish or cancel that payment first."
