"""The new phone as it is typed: which one is meant, what it costs, and what is left to pay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from django.core.exceptions import ValidationError

from loyalty.spending.queries import Purse, purse_of
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.services import NewPhone
from upgrade_program.buyback.valuation import Exchange, exchange
from upgrade_program.catalog.queries import Offer
from upgrade_program.interfaces.counter.claim.forms import SettleForm
from upgrade_program.interfaces.counter.sale.quote import Search, search_device
from upgrade_program.kernel.money import ZERO
from upgrade_program.plans.terms import Terms


@dataclass
class PhoneSheet:
    """What stands beside the fields of the new phone at one instant."""

    claim: Claim
    device: str
    sku: str
    price: Decimal | None
    at: datetime
    points: Decimal = ZERO

    @classmethod
    def of(cls, claim: Claim, form: SettleForm, *, at: datetime) -> PhoneSheet:
        """Whatever of the form can be read so far."""
        return cls(claim, _typed(form, "device"), _typed(form, "sku"), _price(form), at, points_of(form))

    @cached_property
    def search(self) -> Search:
        return search_device(text=self.device[:80], sku=self.sku[:140], at=self.at)

    @property
    def chosen(self) -> Offer | None:
        return self.search.chosen

    @property
    def payable(self) -> Decimal:
        return self.claim.payable or ZERO

    @cached_property
    def given(self) -> Exchange | None:
        """The exchange at the price typed."""
        return exchange(self.payable, price=self.price) if self.price else None

    @property
    def to_pay(self) -> Decimal:
        return max((self.price or ZERO) - self.payable, ZERO)

    @cached_property
    def purse(self) -> Purse | None:
        """What the plan's customer can pay of what is left with points; None of who is no member."""
        bill = self.price or ZERO
        return purse_of(self.claim.plan.customer_id, at=self.at, bill=bill, rest=self.to_pay)

    @property
    def points_stay(self) -> int | None:
        """The points the customer keeps after what is typed; None while nothing is, or while it cannot be."""
        return self.purse.left(self.points) if self.purse else None

    @cached_property
    def low(self) -> bool:
        """Whether the price is so low that only a manager settles."""
        srp = self.chosen.srp if self.chosen else None
        return bool(self.price and srp and self.price < Terms.thawed(self.claim.plan.frozen).limits.low_price(srp))

    @property
    def low_percent(self) -> int:
        return Terms.thawed(self.claim.plan.frozen).limits.low_price_percent


def phone_of(form: SettleForm, sheet: PhoneSheet) -> NewPhone:
    """The new phone as typed; what cannot be read stands as nothing, which the domain refuses in its own words."""
    sku = sheet.chosen.sku if sheet.chosen else ""
    return NewPhone(imei=_typed(form, "imei"), sku=sku, price=sheet.price or ZERO, bill_number=_typed(form, "bill_number"))


def points_of(form: SettleForm) -> Decimal:
    """The rupees to be paid with points; nothing where none can be read."""
    return _amount(form, "points") or ZERO


def _typed(form: SettleForm, name: str) -> str:
    return str(form[name].value() or "").replace("\x00", "").strip()


def _price(form: SettleForm) -> Decimal | None:
    return _amount(form, "price")


def _amount(form: SettleForm, name: str) -> Decimal | None:
    field = form.fields[name]
    try:
        amount: Decimal | None = field.clean(_typed(form, name))
    except ValidationError:
        return None
    return amount
