"""Verbs of activity: checking in, completing missions, freezing boards, telling of points."""

from loyalty.activity.services.boards import forget_on_boards, freeze_due, hide_from_boards, set_board_terms
from loyalty.activity.services.check_in import check_in
from loyalty.activity.services.events import add_event, enter_guest
from loyalty.activity.services.missions import add_mission, end_mission
from loyalty.activity.services.notices import tell_due
from loyalty.activity.services.purchases import hear_purchase, take_purchase_back
from loyalty.activity.services.referrals import accept_invitation, invitation_of
from loyalty.activity.services.reviews import write_review
from loyalty.activity.services.warnings import warn_due

__all__ = [
    "accept_invitation",
    "add_event",
    "add_mission",
    "check_in",
    "end_mission",
    "enter_guest",
    "forget_on_boards",
    "freeze_due",
    "hear_purchase",
    "hide_from_boards",
    "invitation_of",
    "set_board_terms",
    "take_purchase_back",
    "tell_due",
    "warn_due",
    "write_review",
]
