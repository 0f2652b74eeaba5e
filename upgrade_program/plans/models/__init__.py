"""Tables of the promise."""

from upgrade_program.plans.models.day import BusinessDay
from upgrade_program.plans.models.forgotten import ForgottenHolder
from upgrade_program.plans.models.holder import HolderChange
from upgrade_program.plans.models.imei import PlanImei
from upgrade_program.plans.models.link import PublicLink
from upgrade_program.plans.models.plan import Plan
from upgrade_program.plans.models.swap import ImeiSwap, SwapRequest
from upgrade_program.plans.models.terms import TermsCheck, TermsGate, TermsTier, TermsVersion

__all__ = [
    "BusinessDay",
    "ForgottenHolder",
    "HolderChange",
    "ImeiSwap",
    "Plan",
    "PlanImei",
    "PublicLink",
    "SwapRequest",
    "TermsCheck",
    "TermsGate",
    "TermsTier",
    "TermsVersion",
]
