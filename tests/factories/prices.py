"""Plan prices changed the lawful way: one person of head office types and asks, another one grants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from stores.access import actor_for
from tests.factories.catalog import AT
from tests.factories.stores import HeadOfficeFactory
from upgrade_program.catalog.models import DeviceModel, PlanPrice, PriceChangeSet, Variant
from upgrade_program.catalog.services import NewPrice, ask_prices, draft_prices
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.kernel.actor import Actor
from upgrade_program.usecases.pricing import grant_change_set


def second_person() -> Actor:
    """Somebody else of head office."""
    return actor_for(HeadOfficeFactory(), None)


def last_price(model: DeviceModel, variant: Variant | None = None) -> int | None:
    """The last price of a device, running or planned, as its maker sees it on the desk."""
    return PlanPrice.objects.filter(model=model, variant=variant, withdrawn_at=None).order_by("-valid").values_list("pk", flat=True).first()


def row(model: DeviceModel, amount: int | str | Decimal, *, variant: Variant | None = None) -> NewPrice:
    """A typed row that has seen the last price."""
    return NewPrice(model_id=model.pk, variant_id=variant and variant.pk, amount=Decimal(amount), seen_id=last_price(model, variant))


def drafted(maker: Actor, rows: Sequence[NewPrice], *, from_at: datetime, at: datetime = AT, reason: str = "Season") -> PriceChangeSet:
    return draft_prices(actor=maker, rows=rows, from_at=from_at, reason=reason, at=at)


def asked(maker: Actor, rows: Sequence[NewPrice], *, from_at: datetime, at: datetime = AT) -> Approval:
    return ask_prices(actor=maker, change_set=drafted(maker, rows, from_at=from_at, at=at), at=at)


def change_price(
    *, maker: Actor, model: DeviceModel, amount: int | str | Decimal, from_at: datetime, variant: Variant | None = None, at: datetime = AT
) -> PlanPrice:
    """The new price of one device, past a second person."""
    request = asked(maker, [row(model, amount, variant=variant)], from_at=from_at, at=at)
    change_set = grant_change_set(actor=second_person(), approval_id=request.pk, at=at, on=at.date())
    return PlanPrice.objects.get(change__change_set=change_set)
