"""Reversing a settlement by the API with points in it: told beforehand, then done as told; what is missing is owed or paid for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from loyalty.ledger.causes import Cause
from loyalty.ledger.queries import balances
from loyalty.ledger.services import redeem
from stores.clock import now
from tests.factories.claims import old_plan
from tests.interfaces.api.claiming import at, no, opened, settled
from tests.interfaces.api.till import said, till_of
from tests.loyalty.spending.purse import has, hear, rich
from upgrade_program.billing.models import Payment
from upgrade_program.buyback.models import Claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(clerk, phone):
    return rich(0)


@pytest.fixture
def spent(member, clerk, till, clock):
    """An upgrade settled, its points earned, live by now, and spent to the last."""
    done = settled(till, old_plan(actor=clerk))
    hear(now())
    clock.shift(timedelta(days=9))
    available = balances(member.pk, at=now()).available
    assert available > 100
    redeem(customer_id=member.pk, points=available, cause=Cause(source_type="test", source_id="gone", at=now()))
    return done


@pytest.mark.parametrize("choice", ["owe", "pay"])
def test_what_was_told_is_done(spent, member, manager_user, choice):
    till = till_of(manager_user)
    told = said(till.get(at(spent, "refund")))
    missing = told["points_taken"]
    assert missing > 100
    assert told == {
        "money": [],
        "points": [],
        "points_taken": missing,
        "shortfall": missing,
        "shortfall_amount": f"{missing}.00",
    }
    answer = till.act(at(spent, "reverse"), {"reason": "New phone returned", "shortfall": choice})
    assert (answer.status_code, said(answer)["state"]) == (200, "reversed"), answer.content
    hear(now())
    paid = [part.amount for part in Payment.objects.filter(collection__bill=f"points:claim:{_pk(spent)}")]
    assert (has(member, at=now()), paid) == (((0, 0, 0, missing), []) if choice == "owe" else ((0, 0, 0, 0), [missing]))


def test_who_is_told_and_of_what(spent, clerk, clerk_user, manager_user, other_manager_user, auditor_user, phone):
    till = till_of(manager_user)
    no(lambda: till_of(clerk_user).get(at(spent, "refund")), 403, "forbidden")
    no(lambda: till_of(other_manager_user).get(at(spent, "refund")), 403, "forbidden")
    no(lambda: till_of(auditor_user).get(at(spent, "refund")), 403, "forbidden")
    no(lambda: till.act(at(spent, "reverse"), {"reason": "x", "shortfall": "forget"}), 422, "invalid", "shortfall")
    no(lambda: till.get("/api/v1/claims/0000-0000-000/refund/"), 404, "not_found")
    open_one = opened(till_of(clerk_user), old_plan(actor=clerk))
    no(lambda: till.get(at(open_one, "refund")), 409, "claim_state")


def _pk(claim) -> int:
    return Claim.objects.get(number=claim["id"].replace("-", "")).pk
