"""The quarantine stock leaves a store with the brand's pick-up: a counted list that both sign. Source: smart-upgrade section 6."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from upgrade_program.buyback.enums import Stock
from upgrade_program.buyback.models import Handover, Handset
from upgrade_program.buyback.refusals import CountMismatch, NotInStock
from upgrade_program.buyback.services.locking import require_counter
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid
from upgrade_program.kernel.text import one_line

MOST = 500  # phones in one hand-over


def hand_over(
    *, handset_ids: Collection[int], taken_by: str, reference: str, counted: int, actor: Actor, at: datetime, on: date
) -> Handover:
    """Give handsets of the own store's quarantine stock to whoever picks them up, all of them or none.

    `counted` is what was counted by hand; it must equal the list (`count_mismatch`). Refuses everybody but the store's staff
    (`forbidden`), an empty list and a nameless taker (`invalid`), and handsets that are not in the stock any more (`not_in_stock`).
    """
    post = require_counter(actor)
    taker = one_line(taken_by, field="taken_by", most=100)
    if not taker:
        raise Invalid(field="taken_by", sentence="The name of who picks the phones up is missing.", next_step="Ask for it and type it.")
    number = one_line(reference, field="reference", most=40)
    chosen = set(handset_ids)
    if not 0 < len(chosen) <= MOST:
        raise Invalid(
            field="handsets", sentence="No phone is chosen, or too many at once.", next_step="Choose 1 to {most} phones.", most=MOST
        )
    if counted != len(chosen):
        raise CountMismatch(counted=counted, listed=len(chosen))
    with act_transaction():
        handsets = _locked(chosen, store_id=post.store_id)
        if len(handsets) != len(chosen):
            raise NotInStock(missing=len(chosen) - len(handsets))
        done = Handover.objects.create(
            store_id=post.store_id, at=at, on=on, by_id=post.staff_id, taken_by=taker, reference=number, count=len(handsets)
        )
        for handset in handsets:
            handset.state, handset.handover, handset.left_at = Stock.HANDED_OVER.value, done, at
        Handset.objects.bulk_update(handsets, ["state", "handover", "left_at"])
        audit(
            actor=actor,
            at=at,
            verb="stock.handed_over",
            subject=f"handover:{done.pk}",
            after={"count": done.count, "handsets": [handset.pk for handset in handsets]},
        )
    return done


def _locked(ids: Collection[int], *, store_id: int) -> list[Handset]:
    """Those of the handsets that wait in the store's stock, in key order, kept from everybody else until the transaction ends."""
    rows = Handset.objects.select_for_update().filter(pk__in=ids, store_id=store_id, state=Stock.QUARANTINE)
    return list(rows.order_by("pk"))
