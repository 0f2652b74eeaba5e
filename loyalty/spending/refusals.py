"""What can be said no to when points pay. Each names, in `facts["allowed"]`, the points that would be allowed."""

from __future__ import annotations

from typing import ClassVar

from loyalty.ledger import refusals as ledger
from upgrade_program.kernel.errors import Invalid, Refused

_USE = "Use {allowed!g} points at most, worth ₹{worth}, and take the rest in money."
_NONE = "Take the amount in cash, by UPI or by card."


class PointsInsufficient(ledger.PointsInsufficient):
    """The customer is no member, or has fewer points than are asked for."""

    field = "payments"
    sentence = "The customer can use {available!g} points; {points!g} are asked for."
    next_step = _USE

    def __init__(self, **facts: object) -> None:
        if not facts.get("allowed"):
            facts.setdefault("next_step", _NONE)
        super().__init__(**facts)  # type: ignore[arg-type]  # words and facts alike


class PointsOfNoMember(PointsInsufficient):
    sentence = "This customer is no member of the loyalty programme and has no points."


class PointsOfWhoLeft(PointsInsufficient):
    """What was earned is still theirs, for rewards: no bill takes it."""

    sentence = "This customer has left the loyalty programme: no bill takes their points until they have joined again."


class PointsBelowMinimum(Refused):
    code: ClassVar[str] = "points_below_minimum"
    field = "payments"
    sentence = "Points are used from {minimum!g} at a time; {points!g} are asked for."
    next_step = "Use from {minimum!g} to {allowed!g} points, or none."

    def __init__(self, **facts: object) -> None:
        if not facts.get("allowed"):
            facts.setdefault("next_step", "Fewer than that may be used here, so none can: take the amount in money.")
        super().__init__(**facts)  # type: ignore[arg-type]  # words and facts alike


class PointsOverShare(Refused):
    """More than the share of a bill that points may pay, or than is left to pay."""

    code: ClassVar[str] = "points_over_share"
    field = "payments"
    sentence = "Points pay at most {percent} % of a bill, and never more than is left to pay; {points!g} are asked for."
    next_step = _USE

    def __init__(self, **facts: object) -> None:
        if not facts.get("allowed"):
            facts.setdefault("next_step", "That is fewer than the {minimum!g} used at a time, so none can be: take the amount in money.")
        super().__init__(**facts)  # type: ignore[arg-type]  # words and facts alike


class PointsUneven(Invalid):
    field = "payments"
    sentence = "Points pay whole steps of ₹{rupees}."
    next_step = "Round the amount down."
