"""From the counter to the points: real sales, cancellations, settlements and reversals, through the outbox to the subscribers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from loyalty.ledger.models import Account, Entry
from loyalty.programme.accrual import working
from loyalty.programme.models import HeardBill
from loyalty.programme.queries import is_member
from stores.clock import local_day
from tests.factories.claims import accepted, new_phone, old_plan, settled
from tests.factories.loyalty import loyalty
from tests.factories.plans import AT, TODAY, order, sellable, sold, upi
from tests.loyalty.programme.acts import has, refused
from upgrade_program.buyback.services import reverse_settlement
from upgrade_program.customers.models import Consent
from upgrade_program.foundation.outbox.batches import deliver_batches
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import cancel_plan, sale
from upgrade_program.plans.services.activation import sale_news
from upgrade_program.plans.services.sale_steps import write_in_steps
from upgrade_program.usecases.sell import sell, take_payment

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _texts(db: None) -> None:
    loyalty()


def told() -> dict[str, str]:
    """The working of every earn, by its rule's key."""
    return {row.source_id.rpartition(":")[2]: working(row.facts) for row in Entry.objects.filter(kind="earn")}


@pytest.mark.parametrize("way", ["at once", "in steps", "paid later"])
def test_a_sale_that_makes_a_member_earns_its_points(clerk, monkeypatch, way):
    if way == "in steps":
        monkeypatch.setattr(sale, "write_at_once", lambda plan, *, facts, **rest: write_in_steps(plan, **rest))
    plan = sold(actor=clerk, loyalty_consent_version=1, **({"tenders": [upi()]} if way == "paid later" else {}))
    if way == "paid later":
        deliver_batches(at=LATER)
        assert not Account.objects.exists()
        take_payment(actor=clerk, number=plan.number, reference="712304118826", at=LATER, on=TODAY)
    deliver_batches(at=LATER)
    assert is_member(plan.customer_id)
    assert has(plan.customer, at=LATER) == (189, 0, 0)
    assert told() == {"plan_sold": "50 for a Smart Upgrade plan", "phone_bill": "₹13,999 → 139.99 → 139"}
    assert HeardBill.objects.get().facts["bills"][0]["less"] == {"tax": "83.74"}
    assert (
        not Message.objects.filter(topic="plan.sold")
        .exclude(heard_by__contains=["loyalty.programme.subscribers.earn_for_plans_sold"])
        .exists()
    )


def test_the_news_tells_what_points_paid(clerk):
    """Plans take the tenders as they come; whether points may pay is decided elsewhere."""
    plan = sold(actor=clerk)
    paid = [("cash", Decimal(449)), ("points", Decimal(100))]
    news = sale_news(plan, taxable=Decimal("465.26"), paid=paid, brand="Redmi", model_id=1, at=AT)
    assert (news.paid_with_points, news.taxable, news.phone_price) == ("100.00", "465.26", "13999.00")


def test_a_sale_without_consent_earns_nothing(clerk):
    plan = sold(actor=clerk)
    deliver_batches(at=LATER)
    assert not is_member(plan.customer_id)
    assert not Account.objects.exists()


def test_a_member_of_another_store_earns_without_a_second_consent(clerk, other_clerk):
    first = sold(actor=other_clerk, loyalty_consent_version=1)
    second = sold(actor=clerk, loyalty_consent_version=1)
    deliver_batches(at=LATER)
    assert first.customer_id == second.customer_id
    assert Consent.objects.filter(text__purpose="loyalty").count() == 1
    assert has(first.customer, at=LATER) == (378, 0, 0)


def test_a_loyalty_text_not_in_force_sells_nothing(clerk):
    an_order = order(sellable(), loyalty_consent_version=7)
    refused(lambda: sell(actor=clerk, order=an_order, at=AT, on=TODAY), "consent_missing", field="customer.consent.loyalty_text_version")
    assert not Plan.objects.exists()


def test_a_cancelled_plan_takes_its_points_along(clerk, manager):
    plan = sold(actor=clerk, loyalty_consent_version=1)
    deliver_batches(at=LATER)
    late = AT + timedelta(days=10)
    cancel_plan(plan=plan, reason="came back", ground=Ground.PHONE_RETURNED, actor=manager, at=late, on=local_day(late))
    deliver_batches(at=late)
    assert has(plan.customer, at=late) == (0, 0, 0)


def test_an_upgrade_earns_and_its_reversal_takes_back(clerk, manager):
    plan = old_plan(actor=clerk, loyalty_consent_version=1)
    deliver_batches(at=AT)
    before = has(plan.customer, at=AT)
    settlement = settled(accepted(plan, actor=clerk), actor=clerk, phone=new_phone())
    deliver_batches(at=LATER)
    assert told()["upgrade_done"] == "100 for an upgrade done"
    rows = Entry.objects.filter(source_type="claim", source_id=f"{settlement.claim_id}:phone_bill")
    assert working(rows.get().facts) == "₹21,999 − ₹9,799 exchange = ₹12,200 → 122"
    pending, available, debt = has(plan.customer, at=LATER)
    assert (pending, available, debt) == (222, before[1], 0)
    reverse_settlement(number=settlement.claim.number, reason="new phone came back", actor=manager, at=LATER, on=TODAY)
    deliver_batches(at=LATER + timedelta(minutes=1))
    assert has(plan.customer, at=LATER) == before
