"""Plans made the lawful way: a sellable phone, an order as a clerk would type it, and the sale itself through the use case."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from stores.access import actor_for
from stores.clock import STORE_TIME, local_day
from stores.models import Posting, Store
from tests.factories.billing import cash, tax_rule
from tests.factories.customers import consent_texts
from tests.factories.imeis import new_imei
from upgrade_program.billing.services import Tender
from upgrade_program.catalog.models import DeviceModel, PlanPrice, Srp, Variant
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan, TermsVersion
from upgrade_program.usecases.sell import SaleOrder, sell

__all__ = ["AT", "START", "TODAY", "days_ago", "new_imei", "order", "programme", "sellable", "seller_at", "sold", "upi"]

AT = datetime(2027, 5, 3, 6, 12, tzinfo=UTC)  # 3 May 2027, 11:42 in the store
TODAY = date(2027, 5, 3)
START = datetime(2020, 11, 5, tzinfo=STORE_TIME)


def programme() -> None:
    """The rows of the data migrations, again after a transactional test has emptied the tables."""
    tax_rule()
    if not TermsVersion.objects.exists():
        import_module("upgrade_program.plans.migrations.0002_first_terms").publish(apps, None)
    consent_texts()


def sellable(
    *, name: str = "Redmi Note 9 Pro", srp: int = 13_999, price: int | None = 549, brand: str = "Redmi", eligible: bool = True
) -> Variant:
    """A 4/64 variant of a model with an SRP since its launch and (unless None) a plan price since the programme's start."""
    programme()
    model, _ = DeviceModel.objects.get_or_create(
        brand=brand, name=name, defaults={"series": name, "launch_date": date(2020, 3, 12), "eligible": eligible}
    )
    variant, made = Variant.objects.get_or_create(model=model, ram_gb=4, storage_gb=64)
    if made:
        Srp.objects.create(variant=variant, amount=srp, valid=DateRange(model.launch_date, None), checked=True)
    if price is not None and not model.plan_prices.exists():
        PlanPrice.objects.create(model=model, amount=price, valid=DateTimeTZRange(START, None), set_at=START, reason="published")
    return variant


def order(variant: Variant, **changes: Any) -> SaleOrder:
    """An order that sells, with cash, unless changed."""
    price = Decimal(changes.pop("price", "549"))
    fields: dict[str, Any] = {
        "imei": new_imei(),
        "sku": variant.sku,
        "phone_invoice_number": "TI/27/00042",
        "phone_invoice_price": Decimal(13_999),
        "customer_name": "Farhan Ali",
        "customer_mobile": "98104 55421",
        "consent_version": 1,
        "expected_price": price,
        "tenders": [cash(price)],
    }
    return SaleOrder(**(fields | changes))


def upi(reference: str = "", amount: str = "549") -> Tender:
    return Tender(method="upi", amount=Decimal(amount), reference=reference)


def seller_at(store: Store) -> Actor:
    """The first person posted to a store."""
    return actor_for(Posting.objects.filter(store=store).order_by("id")[0].staff, store)


def sold(*, actor: Actor, variant: Variant | None = None, at: datetime = AT, **changes: Any) -> Plan:
    """A plan sold by the actor at an instant; its bill date is that day."""
    return sell(actor=actor, order=order(variant or sellable(), **changes), at=at, on=local_day(at))


def days_ago(days: int, *, at: datetime = AT) -> datetime:
    return at - timedelta(days=days)
