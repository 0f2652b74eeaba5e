"""The promise of one plan and nothing else of it: what a till asks for all day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

import orjson
from django.db import connection

from upgrade_program.foundation.database.prepared import Prepared
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import NotFound
from upgrade_program.plans.enums import Status
from upgrade_program.plans.queries.plans import opened_number
from upgrade_program.plans.terms import Hold, Promise, Terms

# By hand: one row by its index, where the whole plan is a join of six tables that takes longer to spell than to answer.
_PROMISE = Prepared(
    "promise_of_a_plan",
    "SELECT frozen::text, bill_date, base, status, held_percent, held_until FROM plans_plan WHERE number = %(number)s",
    {"number": "text"},
)


def promise_of(actor: Actor, number: str) -> Promise:
    """The promise behind an exact number, as `plan_for` opens it and refuses; the same as that plan's `promise`."""
    with connection.cursor() as cursor:
        _PROMISE.execute(cursor, {"number": opened_number(actor, number)})
        row = cursor.fetchone()
    if row is None:
        raise NotFound(field="number")
    return _promise(*row)


def _promise(frozen: str, bill_date: date, base: Decimal, status: str, held_percent: int | None, held_until: date | None) -> Promise:
    hold = Hold(percent=held_percent, through=held_until) if held_until and held_percent else None
    return Promise(terms=_thawed(frozen), bill_date=bill_date, base=base, status=Status(status), hold=hold)


@lru_cache(maxsize=64)
def _thawed(frozen: str) -> Terms:
    """The terms of a frozen copy. Plans of one version have equal copies, so they are kept by their text."""
    return Terms.thawed(orjson.loads(frozen))
