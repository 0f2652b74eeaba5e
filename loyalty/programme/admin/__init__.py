"""Head office's pages of the programme: its versions to be read, and the drafts of the next ones."""

from loyalty.programme.admin.drafts import DraftAdmin
from loyalty.programme.admin.versions import EarnRuleAdmin, ProgrammeVersionAdmin, StatusVersionAdmin

__all__ = ["DraftAdmin", "EarnRuleAdmin", "ProgrammeVersionAdmin", "StatusVersionAdmin"]
