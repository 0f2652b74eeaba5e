"""Rows of hand-written statements become the instances the ORM would have made, with what was not asked for left to be read."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.plans import sold
from upgrade_program.foundation.database.rows import Columns
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db


def read(columns: Columns[Plan], plan: Plan) -> Plan:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns.of('p')}, 'more' FROM plans_plan p WHERE p.id = %s", [plan.pk])
        return columns.read(cursor.fetchone())


def test_all_columns_are_what_the_orm_reads(clerk: Actor) -> None:
    plan = sold(actor=clerk)
    found, asked = read(Columns(Plan), plan), Plan.objects.get(pk=plan.pk)
    names = [field.attname for field in Plan._meta.concrete_fields]
    assert {name: getattr(found, name) for name in names} == {name: getattr(asked, name) for name in names}
    assert found.get_deferred_fields() == set()
    assert found.frozen["tiers"]


def test_the_others_are_read_when_looked_at(clerk: Actor) -> None:
    plan = sold(actor=clerk)
    found = read(Columns(Plan, "id", "number", "frozen"), plan)
    with CaptureQueriesContext(connection) as queries:
        assert (found.number, found.frozen) == (plan.number, plan.frozen)
        assert len(queries) == 0
        assert (found.device, found._state.adding, found._state.db) == (plan.device, False, "default")
        assert len(queries) == 1


@pytest.mark.parametrize("names", [("number", "id"), ("id", "numbers"), ("id", "store")])
def test_another_order_and_unknown_names_are_mistakes(names: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="columns of Plan, in its order: id"):
        Columns(Plan, *names)
