"""The tables of the buyback; each module states its laws beside its columns."""

from upgrade_program.buyback.models.brand import BrandEntry, BrandMark
from upgrade_program.buyback.models.claim import Claim, PassedGate
from upgrade_program.buyback.models.handset import Handover, Handset
from upgrade_program.buyback.models.partner import PartnerPrice, PartnerQuote
from upgrade_program.buyback.models.settlement import RedeemedPlan, Settlement
from upgrade_program.buyback.models.token import ClaimToken
from upgrade_program.buyback.models.voucher import PurchaseVoucher, VoucherSeries

__all__ = [
    "BrandEntry",
    "BrandMark",
    "Claim",
    "ClaimToken",
    "Handover",
    "Handset",
    "PartnerPrice",
    "PartnerQuote",
    "PassedGate",
    "PurchaseVoucher",
    "RedeemedPlan",
    "Settlement",
    "VoucherSeries",
]
