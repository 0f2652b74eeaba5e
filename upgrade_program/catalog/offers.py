"""A device as the counter offers it: what it costs, what its plan costs, and whether and why not a plan can be sold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from stores.clock import STORE_TIME
from upgrade_program.catalog.enums import PROGRAMME_BRANDS, WhyNot
from upgrade_program.catalog.refusals import NoPlanPrice, NoSrp, NotEligible, SellingIsStopped
from upgrade_program.kernel.errors import Refused
from upgrade_program.kernel.wording import day_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One variant at one instant; amounts in rupees, None where none is in force. `on` is the local day the SRP was read for.

    `stopped_at` is when head office stopped its sale, None while it is sold.
    """

    variant_id: int
    sku: str
    brand: str
    model: str
    model_id: int
    ram_gb: int
    storage_gb: int
    launch_date: date
    eligible: bool
    srp: Decimal | None
    srp_checked: bool
    plan_price: Decimal | None
    price_id: int | None
    stopped_at: datetime | None
    at: datetime
    on: date

    @property
    def label(self) -> str:
        """Redmi Note 9 Pro 4/64"""
        return f"{self.model} {self.ram_gb}/{self.storage_gb}"

    @property
    def refusal(self) -> Refused | None:
        """The first reason why no plan can be sold on it, as the refusal a sale would raise."""
        if not self.eligible or self.brand not in PROGRAMME_BRANDS:
            return NotEligible(device=self.model)
        if self.stopped_at is not None:
            since = self.stopped_at.astimezone(STORE_TIME)
            return SellingIsStopped(device=self.model, since=f"{day_text(since.date())}, {since:%H:%M}")
        if self.plan_price is None:
            return NoPlanPrice(device=self.label)
        if self.srp is None:
            return NoSrp(device=self.label, day=day_text(self.on))
        return None

    @property
    def sellable(self) -> bool:
        return self.refusal is None

    @property
    def reason(self) -> WhyNot | None:
        """The code of the refusal."""
        refusal = self.refusal
        return WhyNot(refusal.code) if refusal else None

    @property
    def reason_text(self) -> str:
        """The refusal in words, empty when a plan can be sold."""
        return str(self.refusal or "")

    def require_sellable(self) -> None:
        """Raises the refusal: `not_eligible`, `no_plan_price` or `no_srp`."""
        if self.refusal:
            raise self.refusal
