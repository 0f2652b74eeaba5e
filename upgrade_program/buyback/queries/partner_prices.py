"""The built-in partner: quotes from head office's own table of dated prices, and says so."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F, Q, QuerySet

from upgrade_program.buyback.enums import Grade
from upgrade_program.buyback.models import PartnerPrice, PartnerQuote
from upgrade_program.buyback.partner import PartnerOffer
from upgrade_program.buyback.refusals import NoPartnerPrice
from upgrade_program.catalog.offers import Offer
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import NotFound
from upgrade_program.kernel.wording import day_text

HOLDS_DAYS = 3  # as long as a claim holds its value


class PriceTable:
    """Quotes what head office's table says on the day, through the third day after or the last day of the price."""

    def quote(self, *, device: Offer, grade: Grade, on: date) -> PartnerOffer:
        price = (
            PartnerPrice.objects.filter(Q(variant=device.variant_id) | Q(variant__isnull=True), model=device.model_id)
            .filter(grade=grade, valid__contains=on)
            .order_by(F("variant_id").asc(nulls_last=True))
            .first()
        )
        if price is None:
            raise NoPartnerPrice(device=device.label)
        through = on + timedelta(days=HOLDS_DAYS)
        if price.valid.upper is not None:
            through = min(through, price.valid.upper - timedelta(days=1))
        source = f"price table of head office, dated {day_text(price.valid.lower)}"
        return PartnerOffer(amount=price.amount, valid_through=through, source=source, reference=f"P{price.pk}")


def quotes_for(actor: Actor) -> QuerySet[PartnerQuote]:
    """The quotes an actor may see: their store's; all for head office and auditors; none for anybody else."""
    quotes = PartnerQuote.objects.select_related("store", "by")
    if actor.sees_all_stores:
        return quotes
    if not actor.at_counter or actor.store_id is None:
        return quotes.none()
    return quotes.filter(store_id=actor.store_id)


def quote_for(actor: Actor, pk: int) -> PartnerQuote:
    """One of those; refuses with `not_found`."""
    found = quotes_for(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(field="quote")
    return found
