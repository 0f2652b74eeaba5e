"""The tables of activity."""

from loyalty.activity.models.boards import BoardTerms, Hiding, Season, Standing
from loyalty.activity.models.check_in import CheckIn
from loyalty.activity.models.missions import Attendance, Completion, Mission, StoreEvent
from loyalty.activity.models.notice import NoticeDay
from loyalty.activity.models.proofs import Invitation, Purchase, Referral, Review

__all__ = [
    "Attendance",
    "BoardTerms",
    "CheckIn",
    "Completion",
    "Hiding",
    "Invitation",
    "Mission",
    "NoticeDay",
    "Purchase",
    "Referral",
    "Review",
    "Season",
    "Standing",
    "StoreEvent",
]
