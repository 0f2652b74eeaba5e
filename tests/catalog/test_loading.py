"""Loading the catalogue: again changes nothing, a changed line says so, head office's own figures stay."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stores.clock import STORE_TIME
from tests.factories.catalog import AT, START
from tests.factories.prices import change_price
from upgrade_program.catalog.files import PriceRow, read_devices, read_prices
from upgrade_program.catalog.models import DeviceModel, PlanPrice, Srp, Variant
from upgrade_program.catalog.queries import offer_for, srp_on
from upgrade_program.catalog.services import load_catalogue, set_eligibility, set_srp
from upgrade_program.foundation.audit.models import AuditRow

pytestmark = pytest.mark.django_db
SKU = "redmi-note-9-pro-4-64"
NEXT = AT + timedelta(hours=1)


def load(*, devices=None, prices=None, at=NEXT, on_progress=lambda done, total: None):
    return load_catalogue(devices=devices or read_devices(), prices=prices or read_prices(), at=at, on_progress=on_progress)


def changed_device(sku_model, ram, **facts):
    return [replace(row, **facts) if (row.model, row.ram_gb) == (sku_model, ram) else row for row in read_devices()]


def changed_price(name, **facts):
    return [replace(row, **facts) if row.model == name else row for row in read_prices()]


def tables():
    return [list(model.objects.order_by("pk").values_list()) for model in (DeviceModel, Variant, Srp, PlanPrice)]


def test_the_files_stand_in_the_tables(published):
    assert (Variant.objects.count(), Srp.objects.count(), PlanPrice.objects.count()) == (140, 140, 9)
    assert DeviceModel.objects.filter(brand="POCO", eligible=True).count() == 0
    assert set(PlanPrice.objects.values_list("valid__startswith", "set_by")) == {(START, None)}
    assert Srp.objects.filter(checked=False).count() == sum(not row.checked for row in read_devices())


def test_what_takes_part_is_what_the_programme_says(published):
    flags = dict(DeviceModel.objects.values_list("name", "eligible"))
    assert all(flags[row.model] for row in read_prices())
    assert [flags[name] for name in ("Redmi K20", "Redmi Note 10", "Xiaomi 12 Pro 5G", "Redmi 10")] == [True] * 4
    assert [flags[name] for name in ("Redmi 9A", "Redmi 9i", "Redmi A1", "POCO F4 5G")] == [False] * 4


def test_loading_again_changes_nothing(published):
    before, audited = tables(), AuditRow.objects.count()
    changes = load()
    assert (changes.changed, changes.kept) == ([], [])
    assert (tables(), AuditRow.objects.count()) == (before, audited)


def test_loading_again_reads_little(published):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        load()
    assert len(queries) < 40


def test_progress_is_told_line_by_line(published):
    told = []
    load(on_progress=lambda done, total: told.append((done, total)))
    assert told == [(done, 149) for done in range(1, 150)]


def test_a_changed_srp_begins_tomorrow_and_says_so(published):
    audited = AuditRow.objects.count()
    changes = load(devices=changed_device("Redmi Note 9 Pro", 4, srp=Decimal(12_999)))
    assert changes.changed == ["Redmi Note 9 Pro 4/64: SRP ₹12,999 from 4 May 2027"]
    variant = Variant.objects.get(sku=SKU)
    assert srp_on(variant_id=variant.pk, day=date(2027, 5, 3)) == Decimal(13_999)
    assert srp_on(variant_id=variant.pk, day=date(2027, 5, 4)) == Decimal(12_999)
    assert AuditRow.objects.count() == audited + 1
    assert load(devices=changed_device("Redmi Note 9 Pro", 4, srp=Decimal(12_999))).changed == []


def test_an_srp_that_was_verified_says_so(published):
    changes = load(devices=changed_device("Mi 10T Pro", 8, checked=True))
    assert changes.changed == ["Mi 10T Pro 8/128: SRP ₹39,999 verified"]
    assert offer_for(sku="mi-10t-pro-8-128", at=NEXT).srp_checked


def test_a_changed_price_begins_now_and_says_so(published):
    audited = AuditRow.objects.count()
    prices = changed_price("Redmi Note 9 Pro", amount=Decimal(579))
    assert load(prices=prices).changed == ["Redmi Note 9 Pro: plan price ₹579 from now on"]
    assert offer_for(sku=SKU, at=NEXT - timedelta(microseconds=1)).plan_price == Decimal(549)
    assert offer_for(sku=SKU, at=NEXT).plan_price == Decimal(579)
    assert AuditRow.objects.count() == audited + 1
    assert load(prices=prices, at=NEXT + timedelta(days=1)).changed == []


def test_a_later_line_is_a_planned_price(published):
    later = PriceRow(line=11, brand="Redmi", model="Redmi Note 9 Pro", amount=Decimal(599), from_day=date(2027, 6, 1))
    changes = load(prices=[*read_prices(), later])
    assert changes.changed == ["Redmi Note 9 Pro: plan price ₹599 from 1 Jun 2027"]
    midnight = START.replace(year=2027, month=6, day=1, tzinfo=STORE_TIME)
    assert offer_for(sku=SKU, at=midnight - timedelta(microseconds=1)).plan_price == Decimal(549)
    assert offer_for(sku=SKU, at=midnight).plan_price == Decimal(599)
    assert load(prices=[*read_prices(), later], at=NEXT + timedelta(hours=1)).changed == []


def test_a_price_made_by_hand_is_never_overwritten(published, head_office):
    model = DeviceModel.objects.get(name="Redmi Note 9 Pro")
    change_price(maker=head_office, model=model, amount=529, from_at=AT + timedelta(minutes=1))
    before = tables()
    changes = load()
    assert changes.changed == []
    assert changes.kept == ["Redmi Note 9 Pro: head office's ₹529 stays, the file says ₹549"]
    assert tables() == before


def test_a_price_planned_by_hand_is_not_overtaken(published, head_office):
    model = DeviceModel.objects.get(name="Redmi Note 9 Pro")
    change_price(maker=head_office, model=model, amount=529, from_at=NEXT + timedelta(days=9))
    before = tables()
    assert load(prices=changed_price("Redmi Note 9 Pro", amount=Decimal(579))).changed == []
    assert tables() == before


def test_an_srp_made_by_hand_is_never_overwritten(published, head_office):
    variant = Variant.objects.get(sku=SKU)
    set_srp(actor=head_office, variant=variant, amount=Decimal(12_499), from_day=date(2027, 5, 4), checked=True, reason="Cut", at=AT)
    before = tables()
    changes = load()
    assert (changes.changed, len(changes.kept)) == ([], 1)
    assert "head office's SRP ₹12,499 stays" in changes.kept[0]
    assert tables() == before


def test_head_offices_flag_stays(published, head_office):
    model = DeviceModel.objects.get(name="Redmi Note 9 Pro")
    set_eligibility(actor=head_office, model=model, eligible=False, reason="Recalled", at=AT)
    assert load().changed == []
    model.refresh_from_db()
    assert not model.eligible


def test_a_new_launch_day_says_so(published):
    audited = AuditRow.objects.count()
    devices = [replace(row, launch_date=date(2020, 3, 16)) if row.model == "Redmi Note 9 Pro" else row for row in read_devices()]
    assert load(devices=devices).changed == ["Redmi Note 9 Pro: series Redmi Note 9, launched on 16 Mar 2020"]
    assert AuditRow.objects.count() == audited + 1
