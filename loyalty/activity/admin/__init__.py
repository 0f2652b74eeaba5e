"""Head office's pages of activity: missions and events, the terms of boards; what members did is only looked at."""

from loyalty.activity.admin.boards import BoardTermsAdmin, SeasonAdmin
from loyalty.activity.admin.missions import CompletionAdmin, MissionAdmin, ReviewAdmin, StoreEventAdmin

__all__ = ["BoardTermsAdmin", "CompletionAdmin", "MissionAdmin", "ReviewAdmin", "SeasonAdmin", "StoreEventAdmin"]
