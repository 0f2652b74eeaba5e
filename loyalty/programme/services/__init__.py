"""What happens in the programme: joining and leaving, paid membership, earning from news, reviews of status."""

from loyalty.programme.services.earning import Heard, hear
from loyalty.programme.services.joining import join, leave
from loyalty.programme.services.membership import buy_membership
from loyalty.programme.services.publishing import NewLevel, end_rule, publish_ladder, publish_programme, publish_rule
from loyalty.programme.services.reviewing import review_due_days
from loyalty.programme.services.status import bring_up_to_date
from loyalty.programme.services.taking_back import TakenBack, take_back, take_back_part

__all__ = [
    "Heard",
    "NewLevel",
    "TakenBack",
    "bring_up_to_date",
    "buy_membership",
    "end_rule",
    "hear",
    "join",
    "leave",
    "publish_ladder",
    "publish_programme",
    "publish_rule",
    "review_due_days",
    "take_back",
    "take_back_part",
]
