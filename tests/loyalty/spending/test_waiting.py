"""A sale that waits for UPI keeps its points on hold: spent when the payment comes, freed when it does not (loyalty rule 9)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from loyalty.ledger.services import release_due
from stores.clock import local_day, start_of_day
from tests.factories.billing import points
from tests.factories.plans import AT, TODAY, upi
from tests.loyalty.spending.purse import has, journal, rich, sold_with
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import cancel_unpaid_plans
from upgrade_program.usecases.cancel import cancel
from upgrade_program.usecases.sell import take_payment

pytestmark = pytest.mark.django_db
UTR = "412345678901"


def waiting(actor: Actor) -> Plan:
    return sold_with(actor=actor, tenders=[upi("", "449"), points(100, "")])


def paid(plan: Plan, actor: Actor, *, at=AT) -> Plan:
    return take_payment(actor=actor, number=plan.number, reference=UTR, at=at, on=local_day(at))


def test_what_waits_is_held_and_then_spent(clerk: Actor) -> None:
    farhan = rich(1000)
    plan = waiting(clerk)
    assert (plan.status, has(farhan)) == ("pending", (0, 900, 100, 0))
    later = AT + timedelta(minutes=3)
    assert paid(plan, clerk, at=later).status == "active"
    assert has(farhan) == (0, 900, 0, 0)
    assert [kind for kind, source, _ in journal(farhan) if source == f"plan:{plan.pk}"] == ["hold", "capture"]


def test_held_points_cannot_be_spent_elsewhere(clerk: Actor, refused) -> None:
    rich(120)
    waiting(clerk)
    with refused("points_insufficient") as no:
        sold_with(100, actor=clerk)
    assert no.value.facts["available"] == 20


def test_a_refused_payment_spends_nothing(clerk: Actor, refused) -> None:
    rich(1000)
    plan = waiting(clerk)
    with refused("reference_invalid", field="reference"):
        take_payment(actor=clerk, number=plan.number, reference="12", at=AT, on=TODAY)


def test_a_waiting_sale_cancelled_by_hand_frees_them(clerk: Actor, manager: Actor) -> None:
    farhan = rich(1000)
    plan = waiting(clerk)
    cancel(actor=manager, number=plan.number, reason="no payment", at=AT, on=TODAY)
    assert has(farhan) == (0, 1000, 0, 0)


def test_a_waiting_sale_nobody_paid_frees_them_with_its_day(clerk: Actor, refused) -> None:
    farhan = rich(1000)
    plan = waiting(clerk)
    midnight = start_of_day(TODAY + timedelta(days=1))
    release_due(at=midnight - timedelta(seconds=1))
    assert has(farhan) == (0, 900, 100, 0)
    release_due(at=midnight)
    assert has(farhan, at=midnight) == (0, 1000, 0, 0)
    with refused("plan_not_live", field=None):
        paid(plan, clerk, at=midnight)
    assert cancel_unpaid_plans(on=TODAY + timedelta(days=1), at=midnight) == 1
    assert release_due(at=midnight) == 0
