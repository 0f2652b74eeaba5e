"""The first load of the catalogue, into empty tables."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from stores.clock import STORE_TIME
from tests.factories.catalog import AT, START, load_published
from upgrade_program.catalog.files import CatalogueFault, PriceRow, read_devices, read_prices
from upgrade_program.catalog.models import DeviceModel, PlanPrice
from upgrade_program.catalog.services import load_catalogue
from upgrade_program.foundation.audit.models import AuditRow

pytestmark = pytest.mark.django_db


def load(*, devices=None, prices=None):
    return load_catalogue(devices=devices or read_devices(), prices=prices or read_prices(), at=AT, on_progress=lambda done, total: None)


def changed_device(sku_model, ram, **facts):
    return [replace(row, **facts) if (row.model, row.ram_gb) == (sku_model, ram) else row for row in read_devices()]


def changed_price(name, **facts):
    return [replace(row, **facts) if row.model == name else row for row in read_prices()]


def test_prices_of_several_days_load_as_history():
    later = PriceRow(line=11, brand="Redmi", model="Redmi Note 9 Pro", amount=Decimal(599), from_day=date(2021, 6, 1))
    load(prices=[later, *read_prices()])
    rows = PlanPrice.objects.filter(model__name="Redmi Note 9 Pro").order_by("valid")
    change = datetime(2021, 6, 1, tzinfo=STORE_TIME)
    assert [(row.amount, row.valid.lower, row.valid.upper) for row in rows] == [
        (Decimal(549), START, change),
        (Decimal(599), change, None),
    ]


@pytest.mark.parametrize(
    ("devices", "prices", "fault"),
    [
        (changed_device("Redmi Note 9 Pro", 4, launch_date=date(2021, 1, 1)), None, "differ from line"),
        (changed_device("Redmi Note 9 Pro", 4, brand="Mi"), None, "differ from line"),
        ([replace(row, model="redmi 9a") if row.model == "POCO M2" else row for row in read_devices()], None, "SKUs of another model"),
        (None, changed_price("Redmi 9", model="Redmi 99"), "Redmi 99 is not among the devices"),
        (None, changed_price("Redmi 9", model="POCO M2", brand="POCO"), "POCO does not take part"),
    ],
)
def test_files_that_contradict_themselves_change_nothing(devices, prices, fault):
    with pytest.raises(CatalogueFault, match=fault):
        load(devices=devices, prices=prices)
    assert not DeviceModel.objects.exists()
    assert not AuditRow.objects.exists()


def test_each_change_of_money_leaves_one_audit_row():
    load_published()
    verbs = list(AuditRow.objects.values_list("verb", flat=True))
    assert {verb: verbs.count(verb) for verb in set(verbs)} == {
        "srp.set": 140,
        "price.set": 9,
        "model.added": DeviceModel.objects.count(),
    }
