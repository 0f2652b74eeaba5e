"""A change set of 5,000 rows is seen in under three seconds and granted in one transaction (issue 6)."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from tests.factories.catalog import AT
from tests.factories.prices import drafted, second_person
from upgrade_program.catalog.models import DeviceModel, PlanPrice
from upgrade_program.catalog.services import NewPrice, ask_prices
from upgrade_program.kernel.actor import Actor
from upgrade_program.reporting.price_effect import effect_of
from upgrade_program.usecases.pricing import grant_change_set

pytestmark = pytest.mark.django_db
ROWS, SOON = 5_000, AT + timedelta(hours=1)
_MODELS = """
    INSERT INTO catalog_devicemodel (brand, series, name, slug, launch_date, eligible)
    SELECT 'Redmi', 'Redmi', 'Redmi T' || n, 'redmi-t' || n, '2020-01-01', true FROM generate_series(1, %(rows)s) n;
    INSERT INTO catalog_variant (model_id, ram_gb, storage_gb, sku) SELECT id, 4, 64, slug || '-4-64' FROM catalog_devicemodel;
    INSERT INTO catalog_srp (variant_id, amount, valid, checked) SELECT id, 13999, daterange('2020-01-01', NULL), true FROM catalog_variant;
    INSERT INTO catalog_planprice (model_id, amount, valid, set_at, reason)
    SELECT id, 549, tstzrange('2020-11-05', NULL), '2020-11-05', 'published' FROM catalog_devicemodel;
    ANALYZE catalog_devicemodel; ANALYZE catalog_variant; ANALYZE catalog_srp; ANALYZE catalog_planprice;
"""


def test_five_thousand_rows(head_office: Actor, record_property: Callable[[str, object], None]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_MODELS, {"rows": ROWS})
    seen = dict(PlanPrice.objects.values_list("model", "pk"))
    rows = [NewPrice(model_id=pk, amount=Decimal(579), seen_id=seen[pk]) for pk in DeviceModel.objects.values_list("pk", flat=True)]
    begun = time.monotonic()
    change_set = drafted(head_office, rows, from_at=SOON)
    typed = time.monotonic()
    effect = effect_of(change_set, at=AT)
    shown = time.monotonic()
    looks = [shown - typed, *(_seconds(lambda: effect_of(change_set, at=AT)) for _ in range(2))]
    looked = time.monotonic()
    request = ask_prices(actor=head_office, change_set=change_set, at=AT)
    asked = time.monotonic()
    grant_change_set(actor=second_person(), approval_id=request.pk, at=AT, on=AT.date())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what the commit would ask
    done = time.monotonic()
    spans = {"typed": typed - begun, "shown": shown - typed, "asked": asked - looked, "granted": done - asked}
    told = f"{ROWS} prices: " + ", ".join(f"{what} in {seconds:.2f} s" for what, seconds in spans.items())
    record_property("summary", told)
    print(told)
    assert len(effect.rows) == PlanPrice.objects.filter(valid__startswith=SOON).count() == ROWS
    assert min(looks) < 3, "however busy the machine was at one of them"


def _seconds(act: Callable[[], object]) -> float:
    begun = time.monotonic()
    act()
    return time.monotonic() - begun
