"""The laws of the catalogue, as the database states them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from tests.factories.catalog import AT, START, DeviceModelFactory, PlanPriceFactory, SrpFactory, VariantFactory
from tests.factories.prices import drafted, row
from upgrade_program.catalog.models import DeviceModel, PlanPrice, Srp, Variant

pytestmark = pytest.mark.django_db
LATER = datetime(2021, 6, 1, tzinfo=UTC)


def test_prices_of_one_model_do_not_overlap(refused_by):
    price = PlanPriceFactory()
    with refused_by("prices_of_one_model_do_not_overlap"):
        PlanPriceFactory(model=price.model, valid=DateTimeTZRange(LATER, None))
    assert PlanPrice.objects.count() == 1


def test_prices_of_one_variant_do_not_overlap_but_may_stand_beside_the_models(refused_by):
    variant = VariantFactory()
    PlanPriceFactory(model=variant.model)
    PlanPriceFactory(model=variant.model, variant=variant)
    with refused_by("prices_of_one_model_do_not_overlap"):
        PlanPriceFactory(model=variant.model, variant=variant, valid=DateTimeTZRange(LATER, LATER + timedelta(seconds=1)))
    assert PlanPrice.objects.count() == 2


def test_prices_that_touch_do_not_overlap():
    price = PlanPriceFactory(valid=DateTimeTZRange(START, LATER))
    PlanPriceFactory(model=price.model, valid=DateTimeTZRange(LATER, None))
    assert PlanPrice.objects.filter(model=price.model, valid__contains=LATER).count() == 1


def test_a_withdrawn_price_is_in_nobodys_way():
    price = PlanPriceFactory(valid=DateTimeTZRange(LATER, None), withdrawn_at=START)
    PlanPriceFactory(model=price.model)
    assert PlanPrice.objects.count() == 2


def test_srps_of_one_variant_do_not_overlap(refused_by):
    variant = VariantFactory()
    with refused_by("srps_of_one_variant_do_not_overlap"):
        SrpFactory(variant=variant, valid=DateRange(date(2021, 6, 1), None))
    assert Srp.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"amount": Decimal(1)},
        {"reason": "another"},
        {"set_at": AT},
        {"valid": DateTimeTZRange(LATER, None)},  # the beginning moves
        {"valid": DateTimeTZRange(None, None, "()")},
        {"valid": DateTimeTZRange(empty=True)},
    ],
)
def test_a_price_stays_as_written(refused_by, change):
    price = PlanPriceFactory()
    with refused_by("prices_stay_as_written"):
        PlanPrice.objects.filter(pk=price.pk).update(**change)
    price.refresh_from_db()
    assert (price.amount, price.valid.lower, price.valid.upper) == (Decimal(549), START, None)


def test_an_open_price_is_closed_once_and_never_again(refused_by):
    rows = PlanPrice.objects.filter(pk=PlanPriceFactory().pk)
    rows.update(valid=DateTimeTZRange(START, LATER))
    for upper in (LATER + timedelta(days=1), LATER - timedelta(days=1), None):
        with refused_by("prices_stay_as_written"):
            rows.update(valid=DateTimeTZRange(START, upper))
    assert rows.get().valid.upper == LATER


def test_prices_and_srps_are_never_deleted(refused_by):
    PlanPriceFactory(model=VariantFactory().model)
    with refused_by("prices_stay_as_written"):
        PlanPrice.objects.all().delete()
    with refused_by("srps_stay_as_written"):
        Srp.objects.all().delete()
    assert (PlanPrice.objects.count(), Srp.objects.count()) == (1, 1)


def test_a_withdrawn_price_stays_withdrawn(refused_by):
    price = PlanPriceFactory(valid=DateTimeTZRange(LATER, None), withdrawn_at=START)
    with refused_by("prices_stay_as_written"):
        PlanPrice.objects.filter(pk=price.pk).update(withdrawn_at=None)


def test_only_a_price_not_yet_in_force_is_withdrawn(refused_by):
    price = PlanPriceFactory()
    with refused_by("only_a_price_not_yet_in_force_is_withdrawn"):
        PlanPrice.objects.filter(pk=price.pk).update(withdrawn_at=START)
    price.refresh_from_db()
    assert price.withdrawn_at is None


def test_nobody_sets_a_price_in_the_past(refused_by, head_office_user, head_office):
    typed = drafted(head_office, [row(VariantFactory().model, 549)], from_at=AT + timedelta(hours=1)).rows.get()
    with refused_by("nobody_sets_a_price_in_the_past"):
        PlanPriceFactory(set_by=head_office_user, change=typed, set_at=START + timedelta(microseconds=1))


def test_a_variants_price_names_a_variant_of_its_model(refused_by):
    stranger = VariantFactory()
    with refused_by("a_price_names_a_variant_of_its_model"):
        PlanPriceFactory(variant=stranger)
    assert not PlanPrice.objects.exists()


@pytest.mark.parametrize("amount", [Decimal(0), Decimal(-1)])
def test_amounts_are_above_zero(refused_by, amount):
    variant = VariantFactory(srp=None)
    with refused_by("plan_price_is_above_zero"):
        PlanPriceFactory(amount=amount)
    with refused_by("srp_is_above_zero"):
        SrpFactory(variant=variant, amount=amount)


@pytest.mark.parametrize("valid", [DateTimeTZRange(None, LATER), DateTimeTZRange(START, LATER, "[]"), DateTimeTZRange(empty=True)])
def test_prices_run_from_an_instant_up_to_another(refused_by, valid):
    with refused_by("prices_run_from_an_instant_up_to_another"):
        PlanPriceFactory(valid=valid)


@pytest.mark.parametrize("valid", [DateRange(None, date(2021, 1, 1)), DateRange(empty=True)])
def test_srps_run_from_a_day_up_to_another(refused_by, valid):
    variant = VariantFactory(srp=None)
    with refused_by("srps_run_from_a_day_up_to_another"):
        SrpFactory(variant=variant, valid=valid)


def test_an_srp_stays_as_written_but_may_be_verified_once(refused_by):
    rows = Srp.objects.filter(pk=SrpFactory(variant=VariantFactory(srp=None), checked=False).pk)
    with refused_by("srps_stay_as_written"):
        rows.update(amount=Decimal(1))
    rows.update(checked=True)
    with refused_by("srps_stay_as_written"):
        rows.update(checked=False)
    assert (rows.get().amount, rows.get().checked) == (Decimal(13_999), True)


def test_poco_cannot_be_flagged_whoever_asks(refused_by):
    poco = DeviceModelFactory(brand="POCO", name="POCO X3", eligible=False)
    with refused_by("only_programme_brands_are_eligible"):
        DeviceModel.objects.filter(pk=poco.pk).update(eligible=True)


def test_models_and_variants_are_there_once(refused_by):
    variant = VariantFactory()
    with refused_by("one_model_per_brand_and_name"):
        DeviceModelFactory(name=variant.model.name, slug="another")
    with refused_by("one_variant_per_model_and_memory"):
        VariantFactory(model=variant.model, sku="another")
    with refused_by("memory_is_above_zero"):
        VariantFactory(model=variant.model, ram_gb=0)
    with refused_by("sku_is_lower_case_words"):
        VariantFactory(model=variant.model, ram_gb=6, sku="Redmi-Note")
    with refused_by("a_model_has_brand_name_and_slug"):
        DeviceModelFactory(brand="")
    assert (DeviceModel.objects.count(), Variant.objects.count()) == (1, 1)
