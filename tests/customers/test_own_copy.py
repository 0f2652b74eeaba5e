"""A customer's copy of their data leaves out no table by oversight, and holds of a plan handed on each holder's own time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.apps import apps

from tests.customers.erased import known
from tests.factories.claims import old_plan
from tests.factories.customers import CustomerFactory
from tests.factories.life import allowing_transfer, corrected, suspended, swapped
from tests.factories.plans import AT
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import SYSTEM, Actor, Role
from upgrade_program.kernel.errors import NotFound
from upgrade_program.plans.enums import Change
from upgrade_program.plans.models import HolderChange, Plan
from upgrade_program.usecases import own_copy, own_copy_plans, own_copy_points
from upgrade_program.usecases.own_copy import LEFT_OUT, copy_of

pytestmark = pytest.mark.django_db


def referring() -> set[str]:
    """Every table with a column that names a customer."""
    return {
        model._meta.db_table
        for model in apps.get_models()
        if not model._meta.proxy
        and any(field.related_model is Customer or field.name == "customer_id" for field in model._meta.concrete_fields)
    }


def told() -> set[str]:
    """Every table that one of the copy's modules knows."""
    known_here = [value for module in (own_copy, own_copy_plans, own_copy_points) for value in vars(module).values()]
    tables = {value._meta.db_table for value in known_here if hasattr(value, "_meta")}
    return tables | {"customers_consent", "customers_customersession", "customers_erasurewish", "ledger_account"}  # over the customer


def test_every_table_that_names_a_customer_is_told_or_left_out_for_a_reason() -> None:
    assert referring() - told() == set(LEFT_OUT)
    assert all(LEFT_OUT.values())


def actor_of(customer: Customer) -> Actor:
    return Actor(role=Role.CUSTOMER, customer_id=customer.pk)


def test_only_the_customer_takes_it(clerk: Actor) -> None:
    person = known(clerk)
    for actor in (clerk, SYSTEM, Actor(role=Role.CUSTOMER), Actor(role=Role.CLERK, customer_id=person.pk)):
        with pytest.raises(NotFound):
            copy_of(actor=actor, at=AT)


def handed_on(plan: Plan, *, to: Customer, by: Actor, at: datetime) -> None:
    """The record of a transfer, which moves the plan by a trigger."""
    names = {"old_name": plan.customer_name, "new_name": to.name, "new_language": "en", "reason": "a gift"}
    HolderChange.objects.create(
        plan=plan, kind=Change.TRANSFER.value, old_customer=plan.customer, new_customer=to, by_id=by.staff_id, at=at, **names
    )


def test_a_plan_that_was_handed_on_is_told_to_each_for_their_own_time(clerk: Actor) -> None:
    plan = allowing_transfer(old_plan(actor=clerk))
    old, new, handed = plan.customer, CustomerFactory(name="Imran Sheikh"), AT + timedelta(days=3)
    handed_on(plan, to=new, by=clerk, at=handed)
    before, after = (copy_of(actor=actor_of(each), at=handed)["plans"][0] for each in (old, new))
    assert (before["yours_from"], before["yours_until"]) == (plan.sold_at, handed)
    assert (after["yours_from"], after["yours_until"]) == (handed, None)
    assert before["papers"]["documents"]
    assert after["papers"] == {}  # they name whom it was sold to
    assert (before["changes"][0].get("new_name"), after["changes"][0].get("old_name")) == (None, None)
    assert plan.customer_name not in str(after)
    assert new.name not in str(before)


def test_what_a_later_holder_does_with_it_is_not_told_to_the_one_before(clerk: Actor, manager: Actor) -> None:
    """Nor what an earlier one did to the one after: the phone exchanged before the plan was handed on was never theirs."""
    plan = allowing_transfer(old_plan(actor=clerk))
    old, first_phone = plan.customer, plan.imei
    swapped(plan, asker=clerk, granter=manager, at=AT + timedelta(days=1))
    second_phone = Plan.objects.get(pk=plan.pk).imei
    new, handed = CustomerFactory(name="Imran Sheikh"), AT + timedelta(days=3)
    handed_on(plan, to=new, by=clerk, at=handed)
    swapped(Plan.objects.get(pk=plan.pk), asker=clerk, granter=manager, at=AT + timedelta(days=4), document="SC/27/0816")
    third_phone = Plan.objects.get(pk=plan.pk).imei
    suspended(Plan.objects.get(pk=plan.pk), actor=manager, at=AT + timedelta(days=5))
    before, after = (copy_of(actor=actor_of(each), at=AT + timedelta(days=6))["plans"] for each in (old, new))
    assert (len(before), len(after)) == (1, 1)
    assert (before[0]["imei"], [row["imei"] for row in before[0]["imeis"]]) == (second_phone, [first_phone, second_phone])
    assert (after[0]["imei"], [row["imei"] for row in after[0]["imeis"]]) == (third_phone, [second_phone, third_phone])
    assert third_phone not in str(before)
    assert first_phone not in str(after)
    assert (before[0].get("status"), after[0]["status"]) == (None, "suspended")
    assert "suspended" not in str(before)


def test_a_number_put_right_makes_the_plan_nobody_elses(clerk: Actor) -> None:
    """The mobile was mistyped at the sale: whose number it was by mistake never had the plan."""
    plan = old_plan(actor=clerk)
    stranger = plan.customer
    right = corrected(plan, actor=clerk).customer
    assert right.pk != stranger.pk
    assert copy_of(actor=actor_of(stranger), at=AT)["plans"] == []
    assert copy_of(actor=actor_of(right), at=AT)["plans"][0]["yours_from"] == plan.sold_at
