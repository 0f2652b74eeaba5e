"""The known words of the catalogue."""

from enum import StrEnum
from typing import Final

# Brands that may take part (smart-upgrade section 4.2); every other brand, POCO first, is refused by name.
PROGRAMME_BRANDS: Final = ("Mi", "Redmi", "Xiaomi")


class WhyNot(StrEnum):
    """Why a plan cannot be sold on a device at an instant: the codes of the refusals."""

    NOT_ELIGIBLE = "not_eligible"
    NO_PLAN_PRICE = "no_plan_price"
    NO_SRP = "no_srp"
