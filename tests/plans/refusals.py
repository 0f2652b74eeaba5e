"""A refusal shown to have changed nothing, and the name of the law behind it."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from django.db import IntegrityError, connection, transaction

from stores.clock import STORE_TIME
from tests.plans.test_sale import traces
from upgrade_program.kernel.errors import Refused
from upgrade_program.plans.models import Plan


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=STORE_TIME)


def law_broken_by(statement: str, *parameters) -> str:
    """The name of the law that refuses a statement."""
    with pytest.raises(IntegrityError) as broken, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
    return broken.value.__cause__.diag.constraint_name


def refused(act, *, plan: Plan) -> Refused:
    before, row = traces(), Plan.objects.filter(pk=plan.pk).values().get()
    with pytest.raises(Refused) as no:
        act()
    assert traces() == before
    assert Plan.objects.filter(pk=plan.pk).values().get() == row
    return no.value
