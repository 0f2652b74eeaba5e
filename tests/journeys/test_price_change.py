"""A change of prices from the typing to the sale: what it would do, who allows it, and that no sold plan changes."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from tests.factories.plans import AT, TODAY, order, sellable, sold
from tests.factories.prices import asked, change_price, drafted, row, second_person
from upgrade_program.catalog.models import PriceChangeSet, Variant
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import faults
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import newest_of_models, proof_again
from upgrade_program.reporting.price_effect import effect_of
from upgrade_program.usecases import decide
from upgrade_program.usecases.pricing import grant_change_set, proof_of
from upgrade_program.usecases.sell import sell

pytestmark = pytest.mark.django_db
SOON = AT + timedelta(hours=1)


@pytest.fixture
def variant(db: None) -> Variant:
    return sellable()


@pytest.fixture
def plans(variant: Variant, clerk: Actor) -> list[Plan]:
    """Two plans of the model that changes and one of another."""
    other = sellable(name="Redmi Note 9", srp=11_999, price=449)
    made = [sold(actor=clerk, variant=variant, phone_invoice_number=f"P/{n}", customer_mobile=f"98104 5542{n}") for n in (1, 2)]
    return [*made, sold(actor=clerk, variant=other, price=449, phone_invoice_number="P/3", customer_mobile="98104 55423")]


def granted(maker: Actor, variant: Variant) -> PriceChangeSet:
    request = asked(maker, [row(variant.model, 599)], from_at=SOON, at=AT + timedelta(minutes=1))
    return grant_change_set(actor=second_person(), approval_id=request.pk, at=AT + timedelta(minutes=2), on=TODAY)


def test_sales_before_and_after_the_instant_read_their_own_price(variant: Variant, clerk: Actor, head_office: Actor) -> None:
    change_price(maker=head_office, model=variant.model, amount=599, from_at=SOON)
    before = sell(actor=clerk, order=order(variant), at=SOON - timedelta(microseconds=1), on=TODAY)
    with pytest.raises(Refused) as no:
        sell(actor=clerk, order=order(variant, phone_invoice_number="X/2"), at=SOON, on=TODAY)
    assert no.value.code == "price_changed"
    after = sell(actor=clerk, order=order(variant, price="599", phone_invoice_number="X/2"), at=SOON, on=TODAY)
    assert (before.price, after.price) == (Decimal(549), Decimal(599))


def test_the_counters_desk_of_approvals_allows_it_too(variant: Variant, head_office: Actor) -> None:
    request = asked(head_office, [row(variant.model, 599)], from_at=SOON)
    allowed = decide.allow(actor=second_person(), approval_id=request.pk, at=AT, on=TODAY, note="Agreed")
    assert (allowed.state, allowed.note) == ("granted", "Agreed")
    assert variant.model.plan_prices.filter(amount=599, valid__startswith=SOON).count() == 1


# What it would do


def test_the_effect_is_counted_at_the_sales_of_the_last_thirty_days(
    variant: Variant, plans: list[Plan], clerk: Actor, head_office: Actor
) -> None:
    sold(actor=clerk, variant=variant, at=AT - timedelta(days=31), phone_invoice_number="P/9", customer_mobile="98104 55429")
    unpriced = sellable(name="Redmi 9", srp=8_999, price=None)
    rows = [row(variant.model, 599), row(unpriced.model, 399)]
    effect = effect_of(drafted(head_office, rows, from_at=SOON), at=AT + timedelta(minutes=1))
    told = [(one.device, one.old, one.new, one.sold, one.effect, one.stands_out) for one in effect.rows]
    assert told == [
        ("Redmi Note 9 Pro", Decimal(549), Decimal(599), 2, Decimal(100), False),
        ("Redmi 9", None, Decimal(399), 0, Decimal(0), False),
    ]
    assert (effect.stores, effect.sold, effect.total) == (1, 2, Decimal(100))


def test_a_variant_of_its_own_price_counts_for_itself(variant: Variant, plans: list[Plan], head_office: Actor) -> None:
    rows = [row(variant.model, 599, variant=variant), row(variant.model, 699)]
    effect = effect_of(drafted(head_office, rows, from_at=SOON), at=AT + timedelta(minutes=1))
    assert [(one.device, one.sold, one.stands_out) for one in effect.rows] == [
        ("Redmi Note 9 Pro 4/64", 2, False),
        ("Redmi Note 9 Pro", 2, True),
    ]
    change_price(maker=head_office, model=variant.model, variant=variant, amount=599, from_at=SOON)
    later = drafted(head_office, [row(variant.model, 699)], from_at=SOON + timedelta(hours=1))
    assert effect_of(later, at=AT + timedelta(minutes=1)).rows[0].sold == 0


# The proof


def test_the_proof_is_of_the_plans_sold_before_and_holds_while_more_are_sold(
    variant: Variant, plans: list[Plan], clerk: Actor, head_office: Actor
) -> None:
    change_set = granted(head_office, variant)
    shown = proof_of(change_set)
    assert shown is not None
    assert (shown.then.plans, shown.then.first, shown.then.last) == (2, plans[0].pk, plans[1].pk)
    assert shown.holds
    sell(actor=clerk, order=order(variant, price="599", phone_invoice_number="N/1"), at=SOON, on=TODAY)
    again = proof_of(change_set)
    assert again == shown
    assert faults(0) == []


def test_before_it_is_allowed_there_is_no_proof(variant: Variant, head_office: Actor) -> None:
    assert proof_of(drafted(head_office, [row(variant.model, 599)], from_at=SOON)) is None


@pytest.mark.parametrize(
    "change",
    [
        """frozen = jsonb_set(frozen, '{version}', '99')""",
        "price = price + 1",
        "srp = srp + 1",
        "expires_on = expires_on + 1",
        "price_version_id = (SELECT max(id) FROM catalog_planprice)",
        "sold_at = sold_at + interval '1 second'",
    ],
)
def test_a_plan_edited_by_sql_makes_the_proof_fail(variant: Variant, plans: list[Plan], head_office: Actor, change: str) -> None:
    change_set = granted(head_office, variant)
    _as_owner(f"UPDATE plans_plan SET {change} WHERE id = {plans[1].pk}")
    shown = proof_of(change_set)
    assert shown is not None
    assert not shown.holds
    assert shown.then.plans == shown.now.plans == 2


def test_a_plan_of_another_model_is_not_in_the_proof(variant: Variant, plans: list[Plan], head_office: Actor) -> None:
    change_set = granted(head_office, variant)
    _as_owner(f"UPDATE plans_plan SET price = price + 1 WHERE id = {plans[2].pk}")
    shown = proof_of(change_set)
    assert shown is not None
    assert shown.holds


def test_the_newest_plans_are_proved_when_there_are_many(variant: Variant, plans: list[Plan]) -> None:
    models = [variant.model_id]
    later = AT + timedelta(minutes=1)
    one, both = newest_of_models(models, at=later, most=1), newest_of_models(models, at=later, most=2)
    assert (one.plans, one.first, one.last) == (1, plans[1].pk, plans[1].pk)
    assert both.digest != one.digest
    assert (proof_again(models, one, at=later), proof_again(models, both, at=later)) == (one, both)
    assert newest_of_models([0], at=later).plans == 0


def test_the_hash_goes_into_the_trail_with_the_price(variant: Variant, plans: list[Plan], head_office: Actor) -> None:
    change_set = granted(head_office, variant)
    verbs = list(AuditRow.objects.filter(chain=0).order_by("seq").values_list("verb", flat=True))
    assert verbs[-3:] == ["prices.set", "approval.granted", "prices.proved"]
    told: Any = AuditRow.objects.get(verb="prices.proved", subject=change_set.subject).after
    assert (told["plans"], len(told["digest"].replace(":", ""))) == (2, 64)


def _as_owner(statement: str) -> None:
    """What no service does, with the law that forbids it out of the way."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered while its triggers wait
        cursor.execute("ALTER TABLE plans_plan DISABLE TRIGGER USER")
        cursor.execute(statement)
        assert cursor.rowcount == 1
        cursor.execute("ALTER TABLE plans_plan ENABLE TRIGGER USER")
