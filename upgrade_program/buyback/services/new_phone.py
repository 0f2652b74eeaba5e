"""The new phone that the value is set against: what is typed about it, and whether it may be taken. Source: smart-upgrade section 6."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.refusals import NewPhoneNotEligible, NewPhoneTaken, NewPhoneTooCheap, NewPhoneTooDear, SamePhone
from upgrade_program.catalog.queries import Offer
from upgrade_program.catalog.queries.offers import eligible_brand
from upgrade_program.catalog.refusals import NoSrp, UnknownSku
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import Invalid, Refused, refuse_together
from upgrade_program.kernel.imei import parse_imei
from upgrade_program.kernel.text import one_line
from upgrade_program.kernel.wording import day_text, rupees_text
from upgrade_program.plans.terms import Terms

T = TypeVar("T")
_MOST = Decimal(9_999_999)
_PAISA = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPhone:
    """As typed: IMEI, SKU, price in rupees and the number of its bill from the store's own till."""

    imei: str
    sku: str
    price: Decimal
    bill_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPhone:
    """The same once every field was read; `srp` is that of the day."""

    imei: str
    offer: Offer
    srp: Decimal
    price: Decimal
    bill_number: str


def asked_imei(given: NewPhone) -> str:
    """The IMEI to ask the database about; empty where it is none."""
    try:
        return parse_imei(given.imei)
    except Refused:
        return ""


def read_phone(given: NewPhone, *, offer: Offer | None) -> ReadPhone:
    """Read every field; refuse the faults of fields together, then a brand that does not take part, then a price above the SRP.

    `offer` is what was found for the SKU; None is a SKU that nobody knows.
    """
    refusals: list[Refused] = []

    def attempt(read: Callable[[], T]) -> T | None:
        try:
            return read()
        except Refused as no:
            refusals.append(no)
            return None

    imei = attempt(lambda: parse_imei(given.imei, field="new_phone.imei"))
    if offer is None:
        refusals.append(UnknownSku(field="new_phone.sku"))
    bill = attempt(lambda: _bill(given.bill_number))
    attempt(lambda: _check_amount(given.price))
    refuse_together(refusals)
    if imei is None or offer is None or bill is None:
        raise AssertionError("a field that could not be read was refused")
    if not eligible_brand(offer.brand):
        raise NewPhoneNotEligible(device=offer.label)
    if offer.srp is None:
        raise NoSrp(field="new_phone.sku", device=offer.label, day=day_text(offer.on))
    if given.price > offer.srp:
        raise NewPhoneTooDear(srp=rupees_text(offer.srp))
    return ReadPhone(imei=imei, offer=offer, srp=offer.srp, price=given.price, bill_number=bill)


def check_phone(phone: ReadPhone, *, claim: Claim, is_own: bool, is_barred: bool, actor: Actor) -> None:
    """Refuses the old phone itself, one that ended another plan, and a low price unless a manager settles (`approval_required`)."""
    if is_own or phone.imei == claim.handset_imei:
        raise SamePhone
    if is_barred:
        raise NewPhoneTaken
    limits = Terms.thawed(claim.plan.frozen).limits
    if phone.price < limits.low_price(phone.srp) and actor.role is not Role.MANAGER:
        raise NewPhoneTooCheap(price=rupees_text(phone.price), percent=limits.low_price_percent)


def _bill(text: str) -> str:
    number = one_line(text, field="new_phone.bill_number", most=40)
    if not number:
        raise Invalid(
            field="new_phone.bill_number", sentence="The number of the new phone's bill is missing.", next_step="Copy it from the bill."
        )
    return number


def _check_amount(price: Decimal) -> None:
    if not price.is_finite() or not Decimal(1) <= price <= _MOST:
        raise Invalid(field="new_phone.price", sentence="The new phone's price must be at least ₹1.", next_step="Copy it from the bill.")
    if price != price.quantize(_PAISA):
        raise Invalid(field="new_phone.price", sentence="A price has at most two decimals.", next_step="Copy it from the bill.")
