"""What staff do to a member's points by hand, and a member who leaves at a counter."""

from loyalty.members.services.adjusting import adjust_points, cap_of, grant_adjustment, require_adjuster
from loyalty.members.services.closing import close_membership
from loyalty.members.services.leaving import confirm_leaving, leave_at_counter, send_leaving_code, waiting_leaving_code
from loyalty.members.services.merging import ask_merge, grant_merge

__all__ = [
    "adjust_points",
    "ask_merge",
    "cap_of",
    "close_membership",
    "confirm_leaving",
    "grant_adjustment",
    "grant_merge",
    "leave_at_counter",
    "require_adjuster",
    "send_leaving_code",
    "waiting_leaving_code",
]
