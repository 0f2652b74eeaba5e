"""What a counter or a till sends to sell a plan, and what is left of it once every field has been read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from stores.states import STATES
from upgrade_program.billing.services import Tender, check_tenders
from upgrade_program.customers.contact import parse_email, parse_language
from upgrade_program.customers.gstin import parse_gstin
from upgrade_program.customers.mobiles import parse_mobile
from upgrade_program.customers.names import parse_name
from upgrade_program.customers.refusals import ConsentMissing
from upgrade_program.kernel.errors import Invalid, ReasonRequired, Refused, refuse_together
from upgrade_program.kernel.imei import parse_imei
from upgrade_program.kernel.text import one_line
from upgrade_program.kernel.wording import day_text
from upgrade_program.plans.refusals import BillDateFuture, SameImeiTwice

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleOrder:
    """The fields of `POST plans/` and of the counter's form, as typed; amounts are rupees."""

    imei: str
    sku: str
    phone_invoice_number: str
    phone_invoice_price: Decimal
    customer_name: str
    customer_mobile: str
    consent_version: int | None
    expected_price: Decimal
    expected_terms: int | None = None  # the version whose tiers were shown; None where the till does not say
    tenders: list[Tender] = field(default_factory=list)
    imei2: str = ""
    phone_invoice_date: date | None = None
    reason: str = ""
    place_of_supply: str = ""
    customer_email: str = ""
    customer_language: str = "en"
    customer_gstin: str = ""
    customer_address: str = ""
    loyalty_consent_version: int | None = None  # for the use case; plans know nothing of it


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOrder:
    """The same order once every field has been read and found well-formed."""

    imeis: list[str]
    bill_date: date
    bill_number: str
    reason: str
    place_of_supply: str
    name: str
    mobile: str
    email: str
    gstin: str
    address: str


def read_order(order: SaleOrder, *, on: date, home_state: str = "") -> ReadOrder:
    """Read every field of an order; refuse all that is wrong with the fields together (smart-upgrade section 4).

    A place of supply left out is the home state, and stays empty where that is not known yet.
    """
    refusals: list[Refused] = []

    def attempt(read: Callable[[], T], default: T) -> T:
        try:
            return read()
        except Refused as no:
            refusals.append(no)
            return default

    imei = attempt(lambda: parse_imei(order.imei), "")
    imei2 = attempt(lambda: parse_imei(order.imei2, field="imei2"), "") if order.imei2.strip() else ""
    if imei and imei == imei2:
        refusals.append(SameImeiTwice())
    bill_number = attempt(lambda: _bill_number(order.phone_invoice_number), "")
    attempt(lambda: _positive(order.phone_invoice_price), None)
    bill_date = order.phone_invoice_date or on
    if bill_date > on:
        refusals.append(BillDateFuture(day=day_text(bill_date)))
    reason = attempt(lambda: one_line(order.reason, field="reason", most=200), "")
    if bill_date < on and not reason:
        refusals.append(
            ReasonRequired(sentence="An earlier bill date needs a reason.", next_step="Write in a few words why it is sold later.")
        )
    name = attempt(lambda: parse_name(order.customer_name, field="customer.name"), "")
    mobile = attempt(lambda: parse_mobile(order.customer_mobile, field="customer.mobile"), "")
    gstin = attempt(lambda: parse_gstin(order.customer_gstin, field="customer.gstin"), "") if order.customer_gstin.strip() else ""
    address = attempt(lambda: one_line(order.customer_address, field="customer.address", most=200), "")
    if order.consent_version is None:
        refusals.append(ConsentMissing())
    email = attempt(lambda: parse_email(order.customer_email, field="customer.email"), "")
    attempt(lambda: parse_language(order.customer_language, field="customer.language"), "")
    place = order.place_of_supply.strip() or home_state
    if place and place not in STATES:
        refusals.append(
            Invalid(field="place_of_supply", sentence="This is no state of India.", next_step="Use the two digits of its GST code.")
        )
    attempt(lambda: check_tenders(order.tenders, amount=order.expected_price, on=on), None)
    refuse_together(refusals)
    return ReadOrder(
        imeis=[imei, imei2] if imei2 else [imei],
        bill_date=bill_date,
        bill_number=bill_number,
        reason=reason,
        place_of_supply=place,
        name=name,
        mobile=mobile,
        email=email,
        gstin=gstin,
        address=address,
    )


def _bill_number(text: str) -> str:
    number = one_line(text, field="phone_invoice.number", most=40)
    if not number:
        raise Invalid(
            field="phone_invoice.number", sentence="The number of the phone's bill is missing.", next_step="Copy it from the phone's bill."
        )
    return number


def _positive(price: Decimal) -> None:
    if not Decimal(1) <= price <= Decimal("9999999"):
        raise Invalid(
            field="phone_invoice.price", sentence="The phone's price must be at least ₹1.", next_step="Copy it from the phone's bill."
        )
