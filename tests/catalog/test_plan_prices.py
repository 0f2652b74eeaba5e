"""A new price from an instant: history stays, nothing overlaps, one audit row."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from tests.factories.catalog import AT, START, DeviceModelFactory, PlanPriceFactory, VariantFactory
from upgrade_program.catalog.models import PlanPrice
from upgrade_program.catalog.queries import offer_for
from upgrade_program.catalog.refusals import LaterPriceStands, NotEligible, PriceInThePast, SamePrice
from upgrade_program.catalog.services import set_plan_price
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.errors import Forbidden, Invalid, ReasonRequired

pytestmark = pytest.mark.django_db
TICK = timedelta(microseconds=1)
SOON = AT + timedelta(hours=1)


@pytest.fixture
def variant(db):
    variant = VariantFactory()
    PlanPriceFactory(model=variant.model)
    return variant


def setting(actor, device, **changes):
    facts = {"model": device.model, "amount": Decimal(579), "from_at": SOON, "reason": "Season", "at": AT}
    return set_plan_price(actor=actor, **(facts | changes))


def history(model):
    return list(PlanPrice.objects.filter(model=model).order_by("id").values_list("amount", "valid", "withdrawn_at"))


def test_the_new_price_begins_where_the_old_one_ends(variant, head_office):
    price = setting(head_office, variant)
    assert history(variant.model) == [
        (Decimal(549), DateTimeTZRange(START, SOON), None),
        (Decimal(579), DateTimeTZRange(SOON, None), None),
    ]
    assert offer_for(sku=variant.sku, at=SOON - TICK).plan_price == Decimal(549)
    assert offer_for(sku=variant.sku, at=SOON).price_id == price.pk
    assert (price.set_by_id, price.set_at, price.reason) == (head_office.staff_id, AT, "Season")


def test_one_audit_row_says_before_and_after(variant, head_office):
    old = PlanPrice.objects.get()
    price = setting(head_office, variant)
    row = AuditRow.objects.get()
    assert (row.verb, row.subject, row.chain, row.actor_id, row.reason) == (
        "price.set",
        f"model:{variant.model_id}",
        0,
        head_office.staff_id,
        "Season",
    )
    assert row.before == {"price": old.pk, "amount": "549.00", "from": old.valid.lower.isoformat()}
    assert row.after == {"price": price.pk, "amount": "579.00", "from": SOON.isoformat()}


def test_it_may_begin_this_very_instant_but_not_before(variant, head_office):
    with pytest.raises(PriceInThePast) as no:
        setting(head_office, variant, from_at=AT - TICK)
    assert (no.value.code, no.value.field) == ("price_in_the_past", "from_at")
    assert (PlanPrice.objects.count(), AuditRow.objects.count()) == (1, 0)
    setting(head_office, variant, from_at=AT)
    assert offer_for(sku=variant.sku, at=AT).plan_price == Decimal(579)
    assert offer_for(sku=variant.sku, at=AT - TICK).plan_price == Decimal(549)


def test_a_first_price_needs_no_price_before_it(head_office):
    variant = VariantFactory()
    setting(head_office, variant)
    assert AuditRow.objects.get().before is None
    assert offer_for(sku=variant.sku, at=SOON).sellable


def test_a_variants_own_price_leaves_the_models_alone(variant, head_office):
    setting(head_office, variant, variant=variant)
    assert history(variant.model)[0] == (Decimal(549), DateTimeTZRange(START, None), None)
    assert offer_for(sku=variant.sku, at=SOON).plan_price == Decimal(579)
    assert AuditRow.objects.get().subject == f"variant:{variant.pk}"


def test_a_planned_price_is_replaced_at_its_own_instant(variant, head_office):
    setting(head_office, variant, amount=Decimal(5))
    setting(head_office, variant, at=AT + TICK)
    assert history(variant.model) == [
        (Decimal(549), DateTimeTZRange(START, SOON), None),
        (Decimal(5), DateTimeTZRange(SOON, None), AT + TICK),
        (Decimal(579), DateTimeTZRange(SOON, None), None),
    ]
    assert offer_for(sku=variant.sku, at=SOON).plan_price == Decimal(579)
    assert AuditRow.objects.count() == 2


def test_a_price_that_has_begun_is_history(variant, head_office):
    setting(head_office, variant, from_at=AT)
    with pytest.raises(PriceInThePast):
        setting(head_office, variant, from_at=AT, amount=Decimal(600))
    assert PlanPrice.objects.count() == 2


def test_nothing_is_squeezed_in_before_a_planned_price(variant, head_office):
    setting(head_office, variant)
    with pytest.raises(LaterPriceStands, match=r"3 May 2027, 12:42:00") as no:
        setting(head_office, variant, from_at=SOON - TICK, amount=Decimal(600))
    assert (no.value.code, no.value.field) == ("later_price_stands", "from_at")
    assert (PlanPrice.objects.count(), AuditRow.objects.count()) == (2, 1)


def test_the_same_amount_again_changes_nothing(variant, head_office):
    with pytest.raises(SamePrice, match="₹549 is already the price") as no:
        setting(head_office, variant, amount=Decimal(549))
    assert no.value.code == "same_price"
    assert (history(variant.model), AuditRow.objects.count()) == ([(Decimal(549), DateTimeTZRange(START, None), None)], 0)


@pytest.mark.parametrize("amount", ["0", "-1", "549.001", "10000000", "NaN", "Infinity"])
def test_an_amount_is_above_zero_and_in_paise(variant, head_office, amount):
    with pytest.raises(Invalid) as no:
        setting(head_office, variant, amount=Decimal(amount))
    assert (no.value.field, PlanPrice.objects.count(), AuditRow.objects.count()) == ("amount", 1, 0)


@pytest.mark.parametrize(("reason", "refusal"), [("", ReasonRequired), ("  \n", ReasonRequired), ("call 98104 55421", Invalid)])
def test_a_reason_is_needed_and_holds_no_number(variant, head_office, reason, refusal):
    with pytest.raises(refusal) as no:
        setting(head_office, variant, reason=reason)
    assert (no.value.field, PlanPrice.objects.count(), AuditRow.objects.count()) == ("reason", 1, 0)


def test_poco_gets_no_price(head_office):
    poco = VariantFactory(model=DeviceModelFactory(brand="POCO", name="POCO X3", eligible=False))
    with pytest.raises(NotEligible, match="POCO X3"):
        setting(head_office, poco)
    assert not PlanPrice.objects.exists()


def test_a_variant_of_another_model_is_refused(variant, head_office):
    with pytest.raises(Invalid) as no:
        setting(head_office, variant, variant=VariantFactory())
    assert (no.value.field, PlanPrice.objects.count()) == ("variant", 1)


@pytest.mark.parametrize("role", ["clerk", "manager", "auditor", "anonymous"])
def test_only_head_office_sets_prices(request, variant, role):
    with pytest.raises(Forbidden) as no:
        setting(request.getfixturevalue(role), variant)
    assert no.value.code == "forbidden"
    assert (PlanPrice.objects.count(), AuditRow.objects.filter(verb="price.set").count()) == (1, 0)
