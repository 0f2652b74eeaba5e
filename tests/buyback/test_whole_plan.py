"""A plan read whole is the plan that `plan_for` opens, with its claims and its requests, and needs no other statement for them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.buyback.acts import ask_extension, decline
from tests.factories.claims import days_after, offered, old_plan, opened, settled
from tests.factories.life import swapped
from tests.factories.plans import AT, sold, upi
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.queries import claims_of, extension_of, whole_plan_for
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import NotFound
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import exchanges_of, link_of, plan_for, waiting_payment

pytestmark = pytest.mark.django_db
SAID = ("pk", "number", "state", "assured", "held_through", "store_id", "is_open", "written", "plan_id")


def told(plan: Plan, claims: list[Claim] | None = None) -> dict[str, Any]:
    """What the page reads of a plan, with the claims it tells of or with those."""
    link, extension = link_of(plan), extension_of(plan)
    return {
        "columns": {field.attname: getattr(plan, field.attname) for field in plan._meta.concrete_fields},
        "papers": [paper and paper.number for paper in (plan.invoice, plan.credit_note)],
        "people": (plan.store.code, plan.store.upi_id, plan.customer.mobile, plan.customer.language),
        "claims": [
            ({name: getattr(claim, name) for name in SAID}, claim.store.code) for claim in (claims_of(plan) if claims is None else claims)
        ],
        "link": link and link.token,
        "waits": waiting_payment(plan),
        "extension": extension and (extension.pk, extension.state),
        "exchanges": [swap.pk for swap in exchanges_of(plan).done],
    }


@pytest.fixture
def plans(clerk, manager, other_clerk) -> dict[str, Plan]:
    """One of every kind the page knows."""
    found = {
        "fresh": sold(actor=clerk),
        "pending": sold(actor=clerk, tenders=[upi()]),
        "open claim": old_plan(actor=clerk),
        "settled": old_plan(actor=clerk),
        "two claims": old_plan(actor=clerk),
        "extension": old_plan(actor=clerk),
        "exchanged": sold(actor=clerk),
    }
    opened(found["open claim"], actor=other_clerk)
    settled(offered(found["settled"], actor=clerk), actor=clerk)
    first = opened(found["two claims"], actor=clerk)
    decline(first, actor=clerk, at=AT)
    opened(Plan.objects.get(pk=found["two claims"].pk), actor=clerk, at=AT + timedelta(hours=1))
    ask_extension(found["extension"], 9, actor=clerk, at=days_after(8))
    swapped(found["exchanged"], asker=clerk, granter=manager)
    return found


def test_it_is_the_plan_that_others_open(plans, clerk):
    for kind, plan in plans.items():
        claims = list(Claim.objects.filter(plan=plan))
        assert told(whole_plan_for(clerk, plan.written)) == told(plan_for(clerk, plan.number), claims), kind
        assert told(plan_for(clerk, plan.number)) == told(plan_for(clerk, plan.number), claims), kind


def test_each_kind_shows_what_it_is(plans, clerk):
    found = {kind: told(whole_plan_for(clerk, plan.number)) for kind, plan in plans.items()}
    assert {kind: [claim["state"] for claim, _ in plan["claims"]] for kind, plan in found.items() if plan["claims"]} == {
        "open claim": ["open"],
        "settled": ["settled"],
        "two claims": ["open", "declined"],
    }
    assert [code for _, code in found["open claim"]["claims"]] == ["MH01"]
    assert [kind for kind, plan in found.items() if plan["extension"]] == ["extension"]
    assert [kind for kind, plan in found.items() if plan["exchanges"]] == ["exchanged"]
    assert [kind for kind, plan in found.items() if plan["waits"]] == ["pending"]


STATEMENTS = {"fresh": 1, "pending": 1, "settled": 1, "two claims": 1, "extension": 2, "exchanged": 2}


@pytest.mark.parametrize(("kind", "statements"), STATEMENTS.items())
def test_only_what_there_is_costs_another_statement(plans, clerk, kind, statements):
    with CaptureQueriesContext(connection) as asked:
        told(whole_plan_for(clerk, plans[kind].number))
    assert len(asked) == statements, [query["sql"][:90] for query in asked]


def test_it_refuses_as_plan_for_does(clerk: Actor, anonymous: Actor, plans):
    for actor, number in ((clerk, "00000000000"), (clerk, "nonsense"), (anonymous, plans["fresh"].number)):
        with pytest.raises(NotFound) as ours:
            whole_plan_for(actor, number)
        with pytest.raises(NotFound) as theirs:
            plan_for(actor, number)
        assert (ours.value.code, ours.value.field) == (theirs.value.code, theirs.value.field)
