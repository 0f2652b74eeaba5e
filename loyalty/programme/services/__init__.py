"""What happens in the programme: joining and leaving, paid membership, earning from news, reviews of status, drafts."""

from loyalty.programme.services.drafting import ask_to_publish, begin_draft, change_draft, drop_draft, preview_draft
from loyalty.programme.services.earning import Heard, hear
from loyalty.programme.services.joining import join, leave
from loyalty.programme.services.membership import buy_membership
from loyalty.programme.services.membership_returns import return_through, take_membership_back
from loyalty.programme.services.publishing import grant_publication
from loyalty.programme.services.reviewing import review_due_days
from loyalty.programme.services.status import bring_up_to_date
from loyalty.programme.services.taking_back import TakenBack, take_back, take_back_part

__all__ = [
    "Heard",
    "TakenBack",
    "ask_to_publish",
    "begin_draft",
    "bring_up_to_date",
    "buy_membership",
    "change_draft",
    "drop_draft",
    "grant_publication",
    "hear",
    "join",
    "leave",
    "preview_draft",
    "return_through",
    "review_due_days",
    "take_back",
    "take_back_part",
    "take_membership_back",
]
