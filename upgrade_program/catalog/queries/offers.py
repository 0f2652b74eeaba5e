"""What a variant costs, and what a plan on it costs, at an instant: one statement each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from stores.clock import local_day
from upgrade_program.catalog.enums import PROGRAMME_BRANDS
from upgrade_program.catalog.models import PlanPrice, SellingStop, Srp, Variant
from upgrade_program.catalog.offers import Offer
from upgrade_program.catalog.refusals import NoSrp, UnknownSku
from upgrade_program.kernel.wording import day_text

_SKU = re.compile(r"[a-z0-9-]{1,140}")  # anything else need not be asked for (and a NUL cannot be)


def eligible_brand(brand: str) -> bool:
    """Whether a brand takes part in the programme at all (smart-upgrade section 4.2)."""
    return brand in PROGRAMME_BRANDS


# A stop has no instant to wait for: one that stands when this is read refuses, whatever `at` the reader's clock says.
# Written by hand: the sale asks this every time, and the ORM takes longer to spell it than the database to answer.
# Parameters: sku, day, at; `offer_from` reads the row.
OFFER = """
    SELECT v.id AS variant_id, v.sku, m.brand, m.name AS model, m.id AS model_id, v.ram_gb, v.storage_gb, m.launch_date, m.eligible,
           s.amount AS srp, coalesce(s.checked, false) AS srp_checked, p.amount AS plan_price, p.id AS price_id,
           (SELECT stop.stopped_at FROM catalog_sellingstop stop WHERE stop.model_id = m.id AND stop.lifted_at IS NULL) AS stopped_at
      FROM catalog_variant v
      JOIN catalog_devicemodel m ON m.id = v.model_id
      LEFT JOIN catalog_srp s ON s.variant_id = v.id AND s.valid @> %(day)s::date
      LEFT JOIN LATERAL (
           SELECT id, amount FROM catalog_planprice
            WHERE model_id = m.id AND (variant_id = v.id OR variant_id IS NULL) AND valid @> %(at)s::timestamptz AND withdrawn_at IS NULL
            ORDER BY variant_id NULLS LAST LIMIT 1) p ON true
     WHERE v.sku = %(sku)s
"""

COLUMNS = (
    *("variant_id", "sku", "brand", "model", "model_id", "ram_gb", "storage_gb", "launch_date", "eligible"),
    *("srp", "srp_checked", "plan_price", "price_id", "stopped_at"),
)


def offer_for(*, sku: str, at: datetime) -> Offer:
    """The variant of a SKU with its SRP of the day and its plan price of the instant; refuses an unknown SKU (`invalid`, field sku)."""
    if "\x00" in sku:  # the database takes no such text
        raise UnknownSku
    day = local_day(at)
    with connection.cursor() as cursor:
        cursor.execute(OFFER, {"sku": sku, "at": at, "day": day})
        row = cursor.fetchone()
        if row is None:
            raise UnknownSku
    return offer_from(row, at=at, day=day)


def offer_from(row: Sequence[Any], *, at: datetime, day: date) -> Offer:
    """A row of `OFFER`, which was asked for an instant and its day."""
    return Offer(at=at, on=day, **dict(zip(COLUMNS, row, strict=True)))


def srp_on(*, variant_id: int, day: date) -> Decimal:
    """The SRP of a variant in force on a day, in rupees; refuses (`no_srp`) a day without one, as before the launch."""
    row = Variant.objects.filter(pk=variant_id).annotate(srp=srp_subquery("amount", day=day)).select_related("model").first()
    if row is None or row.srp is None:
        raise NoSrp(device=str(row) if row else "this device", day=day_text(day))
    amount: Decimal = row.srp
    return amount


def offer_rows(*, at: datetime) -> QuerySet[Variant]:
    """Variants annotated with what an `Offer` is made of."""
    day = local_day(at)
    prices = (
        PlanPrice.objects.filter(Q(variant=OuterRef("pk")) | Q(variant__isnull=True), model=OuterRef("model_id"))
        .filter(valid__contains=at, withdrawn_at__isnull=True)
        .order_by(F("variant_id").asc(nulls_last=True))  # the variant's own price stands before its model's
    )
    stops = SellingStop.objects.filter(model=OuterRef("model_id"), lifted_at__isnull=True)
    return Variant.objects.select_related("model").annotate(
        srp=srp_subquery("amount", day=day),
        srp_checked=Coalesce(srp_subquery("checked", day=day), False, output_field=BooleanField()),
        price_id=Subquery(prices.values("pk")[:1]),
        plan_price=Subquery(prices.values("amount")[:1]),
        stopped_at=Subquery(stops.values("stopped_at")[:1]),
    )


def srp_subquery(column: str, *, day: date) -> Subquery:
    return Subquery(Srp.objects.filter(variant=OuterRef("pk"), valid__contains=day).values(column)[:1])


def offer_of(row: Variant, *, at: datetime) -> Offer:
    """An annotated variant as an `Offer`."""
    facts = {name: getattr(row, name) for name in ("srp", "srp_checked", "plan_price", "price_id", "stopped_at")}
    return Offer(
        variant_id=row.pk,
        sku=row.sku,
        brand=row.model.brand,
        model=row.model.name,
        model_id=row.model_id,
        ram_gb=row.ram_gb,
        storage_gb=row.storage_gb,
        launch_date=row.model.launch_date,
        eligible=row.model.eligible,
        at=at,
        on=local_day(at),
        **facts,
    )
