"""What staff do to a member's points by hand."""

from loyalty.members.services.adjusting import adjust_points, cap_of, grant_adjustment, require_adjuster
from loyalty.members.services.closing import close_membership
from loyalty.members.services.merging import ask_merge, grant_merge

__all__ = ["adjust_points", "ask_merge", "cap_of", "close_membership", "grant_adjustment", "grant_merge", "require_adjuster"]
