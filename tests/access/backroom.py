"""What the back room of a store has: a phone in quarantine, one that left with the brand's pick-up, and a partner's quote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from stores.clock import local_day
from tests.factories.claims import offered, settled
from tests.factories.plans import sellable, sold
from upgrade_program.buyback.enums import Grade, Mark
from upgrade_program.buyback.models import BrandEntry, Handset, PartnerPrice
from upgrade_program.buyback.services import hand_over, mark_entries, quote_phone, set_partner_price
from upgrade_program.kernel.actor import Actor

HALF_A_YEAR = timedelta(days=180)  # the first tier gives


@dataclass
class BackRoom:
    """Ids of a store's handset in quarantine, hand-over, quote and settled entry with the brand."""

    handset_id: int
    handover_id: int
    quote_id: int
    entry_id: int
    sku: str


def back_room(clerk: Actor, office: Actor, *, mobile: str, at: datetime) -> BackRoom:
    """Take two phones in half a year after their sale, hand one over, and quote for a third."""
    on, handsets = local_day(at), []
    for serial in ("A", "B"):
        plan = sold(actor=clerk, at=at - HALF_A_YEAR, customer_mobile=mobile, phone_invoice_number=f"B/{clerk.store_code}/{serial}")
        settlement = settled(offered(plan, actor=clerk, at=at), actor=clerk, at=at)
        handsets.append(Handset.objects.get(settlement=settlement))
    taken = hand_over(handset_ids=[handsets[0].pk], taken_by="Ravi Kumar", reference="", counted=1, actor=clerk, at=at, on=on)
    phone = sellable(name="POCO M2 Pro", brand="POCO", price=None, eligible=False)
    if not PartnerPrice.objects.exists():
        set_partner_price(actor=office, model=phone.model, grade=Grade.GOOD, amount=Decimal(4_200), from_day=on, reason="List", at=at)
    quote = quote_phone(sku=phone.sku, grade=Grade.GOOD, actor=clerk, at=at, on=on)
    entry = BrandEntry.objects.filter(store_id=clerk.store_id, kind="exchange").latest("id")
    mark_entries(entry_ids=[entry.pk], mark=Mark.SETTLED, note="", actor=office, at=at)
    return BackRoom(
        handset_id=handsets[1].pk,
        handover_id=taken.pk,
        quote_id=quote.pk,
        entry_id=entry.pk,
        sku=phone.sku,
    )
