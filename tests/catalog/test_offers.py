"""What a phone and its plan cost at an instant, and whether a plan may be sold on it (smart-upgrade section 4.2)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from stores.clock import STORE_TIME
from tests.factories.catalog import AT, START, DeviceModelFactory, PlanPriceFactory, SrpFactory, VariantFactory
from upgrade_program.catalog.queries import eligible_brand, offer_for, srp_on
from upgrade_program.catalog.refusals import NoPlanPrice, NoSrp, NotEligible, UnknownSku

pytestmark = pytest.mark.django_db
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("sku", "price"),
    [
        ("redmi-9-4-64", 399),
        ("redmi-9-prime-4-64", 399),
        ("redmi-note-9-4-64", 499),
        ("redmi-note-9-pro-4-64", 549),
        ("redmi-note-9-pro-max-6-64", 599),
        ("redmi-k20-pro-6-128", 999),
        ("mi-10t-6-128", 1499),
        ("mi-10t-pro-8-128", 1699),
        ("mi-10-8-128", 1999),
    ],
)
def test_the_nine_published_prices_hold_from_midnight_in_india(published, sku, price):
    before, first = offer_for(sku=sku, at=START - TICK), offer_for(sku=sku, at=START)
    assert (before.plan_price, before.reason) == (None, "no_plan_price")
    assert (first.plan_price, first.sellable, first.reason, first.reason_text) == (Decimal(price), True, None, "")
    assert datetime(2020, 11, 4, 18, 30, tzinfo=UTC) == START


def test_an_offer_says_it_all_in_one_statement(published, django_assert_num_queries):
    with django_assert_num_queries(1):
        offer = offer_for(sku="redmi-note-9-pro-4-64", at=AT)
    assert (offer.label, offer.brand, offer.model) == ("Redmi Note 9 Pro 4/64", "Redmi", "Redmi Note 9 Pro")
    assert (offer.srp, offer.srp_checked, offer.launch_date) == (Decimal("13999.00"), True, date(2020, 3, 12))
    assert (offer.ram_gb, offer.storage_gb, offer.on) == (4, 64, date(2027, 5, 3))


def test_a_price_ends_where_the_next_begins():
    change = datetime(2021, 6, 1, 12, tzinfo=UTC)
    variant = VariantFactory()
    old = PlanPriceFactory(model=variant.model, valid=DateTimeTZRange(START, change))
    new = PlanPriceFactory(model=variant.model, amount=Decimal(579), valid=DateTimeTZRange(change, None))
    assert offer_for(sku=variant.sku, at=change - TICK).price_id == old.pk
    at_change = offer_for(sku=variant.sku, at=change)
    assert (at_change.price_id, at_change.plan_price) == (new.pk, Decimal(579))


def test_a_variants_own_price_stands_before_its_models():
    own = VariantFactory(ram_gb=6)
    other = VariantFactory(model=own.model, ram_gb=4)
    model_price = PlanPriceFactory(model=own.model)
    change = datetime(2021, 6, 1, tzinfo=UTC)
    own_price = PlanPriceFactory(model=own.model, variant=own, amount=Decimal(649), valid=DateTimeTZRange(change, None))
    assert offer_for(sku=own.sku, at=change - TICK).price_id == model_price.pk
    assert offer_for(sku=own.sku, at=change).price_id == own_price.pk
    assert offer_for(sku=other.sku, at=change).price_id == model_price.pk


def test_a_withdrawn_price_is_never_in_force():
    variant = VariantFactory()
    PlanPriceFactory(model=variant.model, valid=DateTimeTZRange(AT, None), withdrawn_at=START)
    assert offer_for(sku=variant.sku, at=AT).plan_price is None


def test_an_srp_holds_by_the_day_in_india():
    variant = VariantFactory(srp=None)
    SrpFactory(variant=variant, amount=Decimal(13_999), valid=DateRange(date(2020, 3, 12), date(2021, 6, 1)))
    SrpFactory(variant=variant, amount=Decimal(12_999), valid=DateRange(date(2021, 6, 1), None))
    assert srp_on(variant_id=variant.pk, day=date(2021, 5, 31)) == Decimal(13_999)
    assert srp_on(variant_id=variant.pk, day=date(2021, 6, 1)) == Decimal(12_999)
    midnight = datetime(2021, 6, 1, tzinfo=STORE_TIME)
    assert offer_for(sku=variant.sku, at=midnight - TICK).srp == Decimal(13_999)
    assert offer_for(sku=variant.sku, at=midnight).srp == Decimal(12_999)


def test_before_the_launch_there_is_no_srp(django_assert_num_queries):
    variant = VariantFactory()
    PlanPriceFactory(model=variant.model, valid=DateTimeTZRange(datetime(2020, 1, 1, tzinfo=UTC), None))
    with django_assert_num_queries(1), pytest.raises(NoSrp, match="11 Mar 2020"):
        srp_on(variant_id=variant.pk, day=date(2020, 3, 11))
    offer = offer_for(sku=variant.sku, at=datetime(2020, 3, 11, 12, tzinfo=UTC))
    assert (offer.srp, offer.srp_checked, offer.sellable, offer.reason) == (None, False, False, "no_srp")
    with pytest.raises(NoSrp):
        srp_on(variant_id=0, day=date(2020, 3, 11))


def test_poco_is_refused_by_name(published):
    offer = offer_for(sku="poco-x3-6-64", at=AT)
    with pytest.raises(NotEligible, match="POCO X3 does not take part") as no:
        offer.require_sellable()
    assert (no.value.code, no.value.field, offer.reason) == ("not_eligible", "sku", "not_eligible")


def test_a_model_without_the_flag_is_refused_though_it_has_a_price():
    variant = VariantFactory(model__eligible=False)
    PlanPriceFactory(model=variant.model)
    offer = offer_for(sku=variant.sku, at=AT)
    assert (offer.sellable, offer.reason) == (False, "not_eligible")


def test_another_brand_is_refused_by_name():
    variant = VariantFactory(model=DeviceModelFactory(brand="Realme", name="Realme 7", eligible=False))
    with pytest.raises(NotEligible, match="Realme 7"):
        offer_for(sku=variant.sku, at=AT).require_sellable()


def test_no_price_is_not_sellable(published):
    with pytest.raises(NoPlanPrice, match="Redmi K20 6/64"):
        offer_for(sku="redmi-k20-6-64", at=AT).require_sellable()


def test_an_unchecked_srp_sells_too(published):
    offer = offer_for(sku="redmi-9-4-64", at=AT)
    assert (offer.srp_checked, offer.sellable) == (False, True)


@pytest.mark.parametrize("sku", ["", "redmi-note-9-pro", "REDMI-NOTE-9-PRO-4-64", "' OR 1=1", "x" * 5000, "रेडमी", "mi\x00"])
def test_an_unknown_sku_is_told_at_its_field(published, sku):
    with pytest.raises(UnknownSku) as no:
        offer_for(sku=sku, at=AT)
    assert (no.value.code, no.value.field) == ("invalid", "sku")


def test_only_three_brands_take_part():
    brands = ("Mi", "Redmi", "Xiaomi", "POCO", "redmi", "Apple", "")
    assert [brand for brand in brands if eligible_brand(brand)] == ["Mi", "Redmi", "Xiaomi"]
