"""A planned question gives the objects its queryset gives, with one statement, and is spelled and planned once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import Exists, F, Model, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.test.utils import CaptureQueriesContext

from tests.factories.plans import days_ago, sold, upi
from upgrade_program.foundation.database.planned import Place, Planned
from upgrade_program.plans.models import Plan, PublicLink

pytestmark = pytest.mark.django_db(transaction=True)
SPELLED: list[str] = []


def plans(*, store: Any, until: Any) -> QuerySet[Plan]:
    """Everything that the pages' questions use: joins (one to nothing), columns left out, JSON, arrays, constants, annotations."""
    SPELLED.append("plans")
    return (
        Plan.objects.filter(store__code=store, bill_date__lte=until)
        .select_related("store", "customer", "invoice", "credit_note")
        .defer("device", "invoice__seller", "invoice__buyer")
        .annotate(
            linked=Exists(PublicLink.objects.filter(plan=OuterRef("pk"), revoked_at__isnull=True)),
            subject=Concat(Value("50 % of plan:"), Cast("pk", TextField()), output_field=TextField()),
            terms_said=F("frozen"),
        )
        .order_by("-id")
    )


QUESTION = Planned("plans_of_a_test", plans, "store", "until")


@pytest.fixture
def three(clerk):
    """The second waits for its payment, and so has no invoice."""
    connection.close()
    return [sold(actor=clerk, at=days_ago(30)), sold(actor=clerk, tenders=[upi()]), sold(actor=clerk)]


def told(made: Model) -> dict[str, Any]:
    """Everything an object holds, of what it joined as well; neither asks the database."""
    related = made._state.fields_cache
    return {
        **{name: value for name, value in vars(made).items() if name != "_state"},
        "alias": (made._state.db, made._state.adding),
        "missing": made.get_deferred_fields(),
        "related": {name: told(other) if name != "plan" and other else other and other.pk for name, other in related.items()},
    }


def test_the_objects_are_those_of_the_queryset(three):
    until = date(2030, 1, 1)
    expected = [told(plan) for plan in plans(store="DL01", until=until)]
    with CaptureQueriesContext(connection) as asked:
        found = [told(plan) for plan in QUESTION.ask(store="DL01", until=until)]
    assert found == expected
    assert [query["sql"].split(" ")[0] for query in asked] == ["EXECUTE"]
    assert [plan["related"]["invoice"] is None for plan in found] == [False, True, False]
    assert {plan["linked"] for plan in found} == {True}
    assert found[0]["subject"].startswith("50 % of plan:")
    assert found[0]["terms_said"] == found[0]["frozen"]
    assert isinstance(found[0]["frozen"], dict)
    assert found[0]["missing"] == {"device"}


def test_each_asking_has_its_own_values(three):
    assert [plan.pk for plan in QUESTION.ask(store="DL01", until=three[0].bill_date)] == [three[0].pk]
    assert QUESTION.ask(store="DL01' OR true --", until=date(2030, 1, 1)) == []
    assert len(QUESTION.ask(store="DL01", until=date(2030, 1, 1))) == 3


def test_it_is_spelled_once_and_prepared_once_a_connection(three):
    QUESTION.ask(store="DL01", until=date(2030, 1, 1))
    SPELLED.clear()
    for _ in range(2):
        QUESTION.ask(store="DL01", until=date(2030, 1, 1))  # preparing the same name again would be an error
    connection.close()
    assert len(QUESTION.ask(store="DL01", until=date(2030, 1, 1))) == 3
    assert SPELLED == []


@pytest.mark.parametrize("values", [{}, {"store": "DL01"}, {"store": "DL01", "until": None, "more": 1}])
def test_the_values_are_those_of_its_places(values):
    with pytest.raises(TypeError, match="plans_of_a_test asks by store, until"):
        QUESTION.ask(**values)


def test_a_place_asks_nothing_of_its_own():
    sql, parameters = Plan.objects.filter(number=Place(3)).query.sql_with_params()
    assert sql.endswith('WHERE "plans_plan"."number" = ($3) ORDER BY "plans_plan"."id" DESC')
    assert parameters == ()
