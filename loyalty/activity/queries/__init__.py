"""Questions about activity."""

from loyalty.activity.queries.boards import Place, board_of, frozen_board, is_frozen, is_hidden
from loyalty.activity.queries.check_ins import Streak, streak_of
from loyalty.activity.queries.missions import MissionView, events_at, missions_for, missions_for_events, missions_on, purchases_to_review

__all__ = [
    "MissionView",
    "Place",
    "Streak",
    "board_of",
    "events_at",
    "frozen_board",
    "is_frozen",
    "is_hidden",
    "missions_for",
    "missions_for_events",
    "missions_on",
    "purchases_to_review",
    "streak_of",
]
