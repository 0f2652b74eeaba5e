"""What stands beside the fields of a new sale: the quote, the text to agree to, the known customer, the warning, the sum, the QR."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext_lazy

from loyalty.programme.queries import is_member, left_at
from loyalty.spending.codes import needs_code
from loyalty.spending.limits import Limits
from loyalty.spending.queries import Purse, limits_at, purse_of
from stores.clock import local_day
from stores.models import Store
from stores.states import STATES
from upgrade_program.billing.upi import upi_link
from upgrade_program.customers.enums import Purpose
from upgrade_program.customers.mobiles import parse_mobile
from upgrade_program.customers.models import ConsentText, Customer
from upgrade_program.customers.queries import consent_text, customer_by_mobile
from upgrade_program.interfaces.counter.sale.form import SaleForm
from upgrade_program.interfaces.counter.sale.quote import Quote, Search, quote_for, search_device
from upgrade_program.kernel.errors import Refused
from upgrade_program.kernel.imei import model_prefix, parse_imei
from upgrade_program.kernel.money import ZERO
from upgrade_program.kernel.wording import rupees_text
from upgrade_program.plans.queries import customer_of_store, other_models_sold_as
from upgrade_program.plans.terms import DatedTier

_METHOD_WORDS = {"cash": "cash", "upi": "UPI", "card": "card", "points": gettext_lazy("in points")}


@dataclass
class Sheet:
    """The page around one form at one instant; each part is worked out when the page asks for it, and once."""

    form: SaleForm
    store: Store
    at: datetime

    @cached_property
    def search(self) -> Search:
        return search_device(text=self.form.typed("device"), sku=self.form.typed("sku"), at=self.at)

    @property
    def sku(self) -> str:
        """The SKU of the phone meant; empty while none or several are."""
        return self.search.chosen.sku if self.search.chosen else ""

    @property
    def bill_date(self) -> date:
        """The day the months count from: today unless a manager typed an earlier one."""
        return self.form.bill_day or local_day(self.at)

    @cached_property
    def quote(self) -> Quote | None:
        offer = self.search.chosen
        if offer is None:
            return None
        asked = self.form.typed("place_of_supply")
        place = asked if asked in STATES else self.store.state
        return quote_for(offer, store=self.store, bill_date=self.bill_date, place_of_supply=place, on=local_day(self.at))

    @property
    def price(self) -> Decimal | None:
        """What is to collect, in rupees."""
        return self.quote.price if self.quote else None

    @property
    def best(self) -> DatedTier | None:
        """The tier that gives most."""
        return self.quote.tiers[0] if self.quote and self.quote.tiers else None

    @cached_property
    def text(self) -> ConsentText | None:
        """The text in force that the buyer agrees to, in the language chosen on the page."""
        try:
            return consent_text(language=self.form.typed("language"), on=local_day(self.at))
        except Refused:
            return None

    @cached_property
    def loyalty_text(self) -> ConsentText | None:
        """The text in force by which the buyer may join the loyalty programme; none where the buyer is known as a member."""
        if self.member:
            return None
        try:
            return consent_text(purpose=Purpose.LOYALTY, language=self.form.typed("language"), on=local_day(self.at))
        except Refused:
            return None

    @property
    def text_changed(self) -> bool:
        """Whether the page shows another text than the language chosen asks for."""
        return self.text is not None and self.form.typed("consent_language") != self.text.language

    @property
    def agreed(self) -> bool:
        """Whether the tick still belongs to the text shown; another text or language needs another tick."""
        return self._ticked("consent", self.text)

    @property
    def joins(self) -> bool:
        """The same of the loyalty programme's text."""
        return self._ticked("loyalty", self.loyalty_text)

    def _ticked(self, name: str, text: ConsentText | None) -> bool:
        shown = (self.form.typed(f"{name}_version"), self.form.typed(f"{name}_language"))
        return text is not None and bool(self.form[name].value()) and shown == (str(text.version), text.language)

    @cached_property
    def known(self) -> Customer | None:
        """The store's own customer of the mobile, once it can be read: whom other stores know is not told here."""
        try:
            return customer_of_store(self.store.pk, mobile=parse_mobile(self.form.typed("mobile")))
        except Refused:
            return None

    @cached_property
    def member(self) -> bool:
        """Whether the store's own customer is a member of the loyalty programme already."""
        return self.known is not None and is_member(self.known.pk)

    @cached_property
    def left_on(self) -> date | None:
        """The day on which the store's own customer left the programme: their points pay nothing here until they have joined again."""
        left = left_at(self.known.pk) if self.known and not self.member else None
        return local_day(left) if left else None

    @property
    def member_changed(self) -> bool:
        """Whether the page says otherwise of it, as it does once another mobile is typed."""
        return self.member != (self.form.typed("loyalty_member") == "1")

    @cached_property
    def purse(self) -> Purse | None:
        """What the store's own customer can pay of this price with points; None of who is no member."""
        return purse_of(self.known.pk, at=self.at, bill=self.price or ZERO) if self.known else None

    @cached_property
    def elsewhere(self) -> Limits | None:
        """The limits for a member whom only other stores know: members pay with points in every store. Name and balance are not told."""
        if self.known is not None:
            return None
        try:
            customer = customer_by_mobile(parse_mobile(self.form.typed("mobile")))
            return limits_at(self.at) if customer is not None and is_member(customer.pk) else None
        except Refused:
            return None

    @property
    def elsewhere_most(self) -> int:
        """The most points that this price takes, whoever pays."""
        return self.elsewhere.by_bill(self.price or ZERO) if self.elsewhere else 0

    @property
    def points(self) -> Decimal:
        """The rupees typed to be paid with points."""
        return self.form.amount("points")

    @property
    def points_stay(self) -> int | None:
        """The points the customer keeps after what is typed; None while nothing is, or while it cannot be."""
        return self.purse.left(self.points) if self.purse else None

    @property
    def asks_code(self) -> bool:
        """Whether so many points are typed that the member confirms them by a code."""
        limits = self.purse.limits if self.purse else self.elsewhere
        return limits is not None and needs_code(int(self.points / limits.rupees_per_point))

    @cached_property
    def sold_as(self) -> list[str]:
        """Other models the network sold under the first digits of this IMEI: a hint that the wrong phone was picked."""
        offer = self.search.chosen
        try:
            prefix = model_prefix(parse_imei(self.form.typed("imei")))
        except Refused:
            return []
        return other_models_sold_as(prefix, model_id=offer.model_id) if offer else []

    @property
    def prefix(self) -> str:
        """What the page notes as warned about."""
        return self.form.typed("imei")[:8] if self.sold_as else ""

    @property
    def paid(self) -> str:
        """₹300 cash, ₹249 UPI"""
        return ", ".join(f"{rupees_text(tender.amount)} {_METHOD_WORDS[name]}" for name, tender in self.form.tenders().items())

    @property
    def payment_link(self) -> str:
        """What the customer's UPI app scans to pay the UPI part; empty without a UPI ID, without a part, and once the UTR is typed."""
        amount = self.form.amount("upi")
        if not self.store.upi_id or amount <= 0 or self.form.typed("utr"):
            return ""
        return upi_link(payee=self.store.upi_id, name=self.store.legal_name, amount=amount, note=f"Smart Upgrade {self.store.code}")
