"""The tables of the programme."""

from loyalty.programme.models.bills import HeardBill
from loyalty.programme.models.drafts import Draft
from loyalty.programme.models.members import MEMBERSHIP_BILL, Membership, ReviewedDay, StatusRecord, Withdrawal
from loyalty.programme.models.versions import EarnRule, ProgrammeVersion, StatusTier, StatusVersion

__all__ = [
    "MEMBERSHIP_BILL",
    "Draft",
    "EarnRule",
    "HeardBill",
    "Membership",
    "ProgrammeVersion",
    "ReviewedDay",
    "StatusRecord",
    "StatusTier",
    "StatusVersion",
    "Withdrawal",
]
