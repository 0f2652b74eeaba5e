"""The port to the exchange partner: what a phone without a plan is worth, by whoever the setting PARTNER_QUOTES names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from upgrade_program.buyback.enums import Grade
from upgrade_program.buyback.refusals import NoPartnerPrice, PartnerUnavailable
from upgrade_program.buyback.wire import NoAnswer, ask
from upgrade_program.catalog.offers import Offer

_MOST = Decimal(1_000_000)  # rupees: nobody gives more for a used phone


@dataclass(frozen=True, slots=True)
class PartnerOffer:
    """Rupees for the phone through a day, where that comes from in words, and the partner's own number of it."""

    amount: Decimal
    valid_through: date
    source: str
    reference: str = ""


class Partner(Protocol):
    """Whoever buys phones that have no plan."""

    def quote(self, *, device: Offer, grade: Grade, on: date) -> PartnerOffer:
        """What the phone brings; refuses with `no_partner_price`, or `partner_unavailable` within a few seconds. Writes nothing."""


class HttpPartner:
    """A partner's service: posts sku, device, grade and day, reads amount, valid_through, reference. Settings: PARTNER_SERVICE."""

    def quote(self, *, device: Offer, grade: Grade, on: date) -> PartnerOffer:
        question = {"sku": device.sku, "brand": device.brand, "device": device.label, "grade": str(grade), "on": on.isoformat()}
        try:
            told = ask(settings.PARTNER_SERVICE, question)
        except NoAnswer as silence:
            raise PartnerUnavailable from silence
        if "amount" in told and told["amount"] is None:
            raise NoPartnerPrice(device=device.label)
        try:
            if isinstance(told["amount"], bool | float):
                raise PartnerUnavailable  # money is a string or whole rupees; a float has lost the paisa
            amount = Decimal(told["amount"])
            through = date.fromisoformat(told["valid_through"])
            fits = 0 < amount <= _MOST and amount == amount.quantize(Decimal("0.01")) and through >= on
        except (KeyError, TypeError, ValueError, InvalidOperation) as fault:
            raise PartnerUnavailable from fault
        if not fits:
            raise PartnerUnavailable
        name = settings.PARTNER_SERVICE.get("name") or "exchange partner"
        return PartnerOffer(amount=amount, valid_through=through, source=f"quote of {name}"[:120], reference=_plain(told.get("reference")))


def partner() -> tuple[str, Partner]:
    """The partner that settings name, with that name."""
    path: str = settings.PARTNER_QUOTES
    made: Partner = import_string(path)()
    return path.rpartition(".")[2], made


def _plain(reference: object) -> str:
    """The partner's own number as far as it can be printed."""
    return "".join(sign for sign in str(reference or "") if sign.isprintable())[:60]
