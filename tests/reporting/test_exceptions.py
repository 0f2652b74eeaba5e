"""Exceptions by person: each act counted once, for who did it, where it was done, in its own period."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stores.models import Store
from tests.buyback.acts import ask_extension, ask_override, grant_override, look, refuse, reverse
from tests.factories.claims import CLEAN, inspected, offered, old_plan, opened, settled
from tests.factories.plans import AT, sellable, sold, upi
from upgrade_program.foundation.approvals.services import reject
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.services import cancel_plan, cancel_unpaid_plans
from upgrade_program.reporting.exceptions import PersonLine, exceptions_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WORN = CLEAN | {"display": "minor"}


def lines(store: Store, *, since=AT - DAY, until=AT + DAY) -> list[PersonLine]:
    return exceptions_of(store, since=since, until=until)


def void(actor: Actor) -> None:
    plan = sold(actor=actor, variant=sellable())
    cancel_plan(plan=plan, reason="phone came back", ground=Ground.PHONE_RETURNED, actor=actor, at=AT, on=plan.bill_date)


def test_each_act_is_counted_once_for_who_did_it(store, clerk, manager) -> None:
    claim = inspected(old_plan(actor=clerk), actor=clerk, answers=WORN)
    reject(approval_id=ask_override(claim, 200, actor=clerk).pk, actor=manager, at=AT, note="too much")
    grant_override(ask_override(claim, 100, actor=clerk), actor=manager)
    look(refuse(claim, actor=clerk), upheld=False, actor=manager)  # overturned, yet it was refused
    refuse(opened(old_plan(actor=clerk), actor=clerk), actor=clerk)
    done = offered(old_plan(actor=clerk), actor=clerk)
    settled(done, actor=clerk)
    reverse(done, actor=manager)
    void(manager)
    assert lines(store) == [
        PersonLine(clerk.staff_id, clerk.name, asked=2, refusals=2),
        PersonLine(manager.staff_id, manager.name, granted=1, rejected=1, reversals=1, voids=1),
    ]


def test_other_stores_and_other_requests_and_what_nobody_did_stay_out(store, other_store, clerk, other_clerk, manager) -> None:
    refuse(opened(old_plan(actor=other_clerk), actor=other_clerk), actor=other_clerk)
    over = old_plan(actor=clerk, at=AT.replace(year=2026, month=2, day=2))  # its last day was yesterday
    ask_extension(over, 3, actor=clerk, at=AT)
    sold(actor=clerk, variant=sellable(), tenders=[upi()])
    assert cancel_unpaid_plans(on=(AT + DAY).date(), at=AT + DAY - timedelta(seconds=1)) == 1
    assert lines(store) == []
    assert [line.refusals for line in lines(other_store)] == [1]


def test_a_period_begins_with_its_first_instant_and_ends_before_its_last(store, clerk) -> None:
    refuse(opened(old_plan(actor=clerk), actor=clerk), actor=clerk)
    ask_override(inspected(old_plan(actor=clerk), actor=clerk, answers=WORN), 100, actor=clerk)
    assert [(line.asked, line.refusals) for line in lines(store, since=AT, until=AT + DAY)] == [(1, 1)]
    assert lines(store, since=AT - DAY, until=AT) == []


def test_an_act_at_another_store_counts_where_it_was_done(store, other_store, clerk, other_clerk) -> None:
    """A plan is claimed at any store: whoever refuses it there is on that store's list."""
    refuse(opened(old_plan(actor=clerk), actor=other_clerk), actor=other_clerk)
    assert lines(store) == []
    assert [line.name for line in lines(other_store)] == [other_clerk.name]


def test_most_come_first_and_it_costs_the_same_for_one_and_for_many(store, clerk, manager) -> None:
    refuse(opened(old_plan(actor=clerk), actor=clerk), actor=clerk)
    with CaptureQueriesContext(connection) as one:
        lines(store)
    for _ in range(2):
        refuse(opened(old_plan(actor=clerk), actor=manager), actor=manager)
    void(manager)
    with CaptureQueriesContext(connection) as many:
        found = lines(store)
    assert [(line.person_id, line.total) for line in found] == [(manager.staff_id, 3), (clerk.staff_id, 1)]
    assert len(one) == len(many) == 4
