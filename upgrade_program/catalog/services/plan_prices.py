"""Opening a published plan price from an instant on. What was in force before that instant is never touched."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import QuerySet

from upgrade_program.catalog.models import DeviceModel, PlanPrice
from upgrade_program.catalog.refusals import LaterPriceStands, PriceInThePast, SamePrice
from upgrade_program.catalog.services.change_faults import moment
from upgrade_program.foundation.audit.services import record
from upgrade_program.kernel.actor import SYSTEM
from upgrade_program.kernel.wording import rupees_text


def open_price(*, model: DeviceModel, amount: Decimal, from_at: datetime, reason: str, at: datetime) -> PlanPrice:
    """Close and open under the model's lock, inside the caller's transaction; one audit row with both sides.

    Nobody's hand sets it: what people change goes through `price_changes`, past a second person.
    """
    _lock(model)
    prices = PlanPrice.objects.filter(model=model, variant=None, withdrawn_at__isnull=True)
    running = prices.filter(valid__contains=from_at).first()
    _refuse_in_the_way(prices, running, amount=amount, from_at=from_at, at=at)
    before = None
    if running is not None:
        before = {"price": running.pk, "amount": str(running.amount), "from": running.valid.lower.isoformat()}
        if running.valid.lower == from_at:
            running.withdrawn_at = at
        else:
            running.valid = DateTimeTZRange(running.valid.lower, from_at)
        running.save(update_fields=["withdrawn_at", "valid"])
    price = PlanPrice.objects.create(model=model, amount=amount, valid=DateTimeTZRange(from_at, None), set_at=at, reason=reason)
    after = {"price": price.pk, "amount": str(amount), "from": from_at.isoformat()}
    record(actor=SYSTEM, at=at, verb="price.set", subject=f"model:{model.pk}", before=before, after=after, reason=reason)
    return price


def _lock(model: DeviceModel) -> None:
    """One edit of a model's prices at a time; sales, which only refer to the model, go on."""
    DeviceModel.objects.select_for_update(no_key=True).get(pk=model.pk)


def _refuse_in_the_way(prices: QuerySet[PlanPrice], running: PlanPrice | None, *, amount: Decimal, from_at: datetime, at: datetime) -> None:
    later = prices.filter(valid__startswith__gt=from_at).order_by("valid").first()
    if later is not None:
        raise LaterPriceStands(moment=moment(later.valid.lower))
    if running is None:
        return
    if running.amount == amount:
        raise SamePrice(device=str(running.model), amount=rupees_text(amount))
    if running.valid.lower == from_at and from_at <= at:
        raise PriceInThePast(sentence="A price has just begun at this very instant.", next_step="Choose a later instant.")
