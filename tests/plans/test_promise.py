"""The promise read by itself is the promise of the plan."""

from __future__ import annotations

import pytest

from tests.factories.plans import TODAY, sold
from upgrade_program.kernel.errors import NotFound
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import plan_for, promise_of
from upgrade_program.plans.terms import assured_value

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "stands",
    [
        {},
        {"status": "suspended"},
        {"status": "expired"},
        {"held_until": TODAY, "held_percent": 60},
    ],
    ids=lambda stands: ", ".join(stands) or "active",
)
def test_it_is_the_plan_s_own(clerk, other_clerk, stands):
    number = sold(actor=clerk).number
    Plan.objects.filter(number=number).update(**stands)
    for actor in (clerk, other_clerk):
        own = promise_of(actor, number)
        assert own == plan_for(actor, number).promise
        assert assured_value(own, on=TODAY).value_status


def test_it_opens_to_whom_the_plan_opens(clerk, auditor, anonymous, django_assert_num_queries):
    number = sold(actor=clerk).number
    for written in (number, number.lower(), f"{number[:4]}-{number[4:8]}-{number[8:]}"):
        with django_assert_num_queries(1):
            found = promise_of(auditor, written)
        assert found == plan_for(clerk, number).promise
    for actor, asked in ((anonymous, number), (clerk, "0000-0000-000"), (clerk, "nonsense"), (clerk, "00000000018")):
        with pytest.raises(NotFound) as no:
            promise_of(actor, asked)
        with pytest.raises(NotFound) as plain:
            plan_for(actor, asked)
        assert (str(no.value), no.value.field) == (str(plain.value), plain.value.field)
