"""Setting a plan price from an instant on. What was in force before that instant is never touched."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import QuerySet

from stores.access import require_head_office
from stores.checking import checked_reason
from stores.clock import STORE_TIME
from upgrade_program.catalog.amounts import parse_amount
from upgrade_program.catalog.models import DeviceModel, PlanPrice, Variant
from upgrade_program.catalog.queries import eligible_brand
from upgrade_program.catalog.refusals import LaterPriceStands, NotEligible, PriceInThePast, SamePrice
from upgrade_program.foundation.audit.services import record
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid
from upgrade_program.kernel.wording import day_text, rupees_text


@transaction.atomic
def set_plan_price(
    *,
    actor: Actor,
    model: DeviceModel,
    amount: Decimal,
    from_at: datetime,
    reason: str,
    at: datetime,
    variant: Variant | None = None,
) -> PlanPrice:
    """Let a model's plan (or one variant's) cost `amount` rupees, GST included, from `from_at` on: closes the running price, opens the new.

    A planned price that begins at that very instant is withdrawn for the new one. Head office only. Refuses a brand outside the
    programme, an instant before `at` (`price_in_the_past`), a standing later price (`later_price_stands`), the same amount (`same_price`).
    Sales under way read the price of their own instant: callers who compete with them let `from_at` lie a few seconds ahead.
    """
    require_head_office(actor)
    amount = parse_amount(amount)
    reason = checked_reason(reason)
    if not eligible_brand(model.brand):
        raise NotEligible(field="model", device=model.name)
    if variant is not None and variant.model_id != model.pk:
        raise Invalid(field="variant", sentence="This variant belongs to another model.", next_step="Choose a variant of the model.")
    if from_at < at:
        raise PriceInThePast
    return open_price(actor=actor, model=model, variant=variant, amount=amount, from_at=from_at, reason=reason, at=at)


def open_price(
    *, actor: Actor, model: DeviceModel, variant: Variant | None, amount: Decimal, from_at: datetime, reason: str, at: datetime
) -> PlanPrice:
    """Close and open under the model's lock, inside the caller's transaction; one audit row with both sides."""
    _lock(model)
    prices = PlanPrice.objects.filter(model=model, variant=variant, withdrawn_at__isnull=True)
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
    price = PlanPrice.objects.create(
        model=model,
        variant=variant,
        amount=amount,
        valid=DateTimeTZRange(from_at, None),
        set_by_id=actor.staff_id,
        set_at=at,
        reason=reason,
    )
    after = {"price": price.pk, "amount": str(amount), "from": from_at.isoformat()}
    record(actor=actor, at=at, verb="price.set", subject=_subject(model, variant), before=before, after=after, reason=reason)
    return price


def _lock(model: DeviceModel) -> None:
    """One edit of a model's prices at a time; sales, which only refer to the model, go on."""
    DeviceModel.objects.select_for_update(no_key=True).get(pk=model.pk)


def _refuse_in_the_way(prices: QuerySet[PlanPrice], running: PlanPrice | None, *, amount: Decimal, from_at: datetime, at: datetime) -> None:
    later = prices.filter(valid__startswith__gt=from_at).order_by("valid").first()
    if later is not None:
        raise LaterPriceStands(moment=_moment(later.valid.lower))
    if running is None:
        return
    if running.amount == amount:
        raise SamePrice(device=str(running.variant or running.model), amount=rupees_text(amount))
    if running.valid.lower == from_at and from_at <= at:
        raise PriceInThePast(sentence="A price has just begun at this very instant.", next_step="Choose a later instant.")


def _subject(model: DeviceModel, variant: Variant | None) -> str:
    return f"variant:{variant.pk}" if variant else f"model:{model.pk}"


def _moment(at: datetime) -> str:
    local = at.astimezone(STORE_TIME)
    return f"{day_text(local.date())}, {local:%H:%M:%S}"
