"""Devices and their dated prices."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import factory
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from stores.clock import STORE_TIME
from tests.factories.stores import told_apart
from upgrade_program.catalog.files import read_devices, read_prices
from upgrade_program.catalog.models import DeviceModel, PlanPrice, Srp, Variant
from upgrade_program.catalog.services import Changes, load_catalogue

AT = datetime(2027, 5, 3, 6, 12, tzinfo=UTC)  # 3 May 2027, 11:42 in the store
START = datetime(2020, 11, 5, tzinfo=STORE_TIME)


class DeviceModelFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DeviceModel

    brand = "Redmi"
    series = "Redmi Note 9"
    name = factory.Sequence(lambda n: f"Redmi Test {told_apart(n).title()}")
    launch_date = date(2020, 3, 12)
    eligible = True


class VariantFactory(factory.django.DjangoModelFactory):
    """A variant, with an SRP of `srp` rupees since the launch unless that is None."""

    class Meta:
        model = Variant

    model = factory.SubFactory(DeviceModelFactory)
    ram_gb = 4
    storage_gb = 64

    @classmethod
    def _create(cls, model_class, *args, srp=Decimal(13_999), **kwargs):
        variant = super()._create(model_class, *args, **kwargs)
        if srp is not None:
            SrpFactory(variant=variant, amount=srp)
        return variant


class SrpFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Srp

    amount = Decimal(13_999)
    valid = factory.LazyAttribute(lambda srp: DateRange(srp.variant.model.launch_date, None))
    checked = True


class PlanPriceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlanPrice

    model = factory.SubFactory(DeviceModelFactory)
    amount = Decimal(549)
    valid = DateTimeTZRange(START, None)
    set_at = START
    reason = "published price"


def load_published(*, at: datetime = AT) -> Changes:
    """The whole catalogue, as the project's files have it."""
    return load_catalogue(devices=read_devices(), prices=read_prices(), at=at, on_progress=lambda done, total: None)
