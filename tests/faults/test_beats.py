"""Two beats, or none for 26 hours: each business day's work is done once, and missed days are caught up in order. Reliability R11."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.db import connections

from stores.clock import STORE_TIME, local_day
from stores.models import Store
from tests.factories.plans import consent_texts, programme, sellable, sold, tax_rule, upi
from tests.plans.first_terms import FIRST as FIRST_TERMS
from tests.races.together import all_at_once
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import faults
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import BusinessDay, Plan
from upgrade_program.plans.services import run_due_days
from upgrade_program.plans.terms import last_day

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = date(2027, 5, 3)  # a Monday
DAYS = [FIRST + timedelta(days=number) for number in range(4)]
BEATS = 2


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=STORE_TIME)


def ends_on(day: date) -> date:
    """The bill date of a plan whose last day is the day before `day`."""
    bill = day - timedelta(days=450)
    while last_day(FIRST_TERMS, bill_date=bill) != day - timedelta(days=1):
        bill -= timedelta(days=1)
    return bill


@pytest.fixture
def due(clerk: Actor) -> dict[date, Plan]:
    """A plan that ends on each of the days, and a sale of each day that nobody pays."""
    programme(), tax_rule(), consent_texts()
    variant = sellable()
    ending = {day: sold(actor=clerk, variant=variant, at=at(ends_on(day), 12), phone_invoice_number=f"E{day}") for day in DAYS}
    for day in DAYS:
        sold(actor=clerk, variant=variant, at=at(day - timedelta(days=1), 18), tenders=[upi()], phone_invoice_number=f"U{day}")
    return ending


def beat(moment: datetime) -> Callable[[Callable[[], None]], int]:
    """What a worker does when a beat nudges it."""

    def nudged(before: Callable[[], None]) -> int:
        try:
            before()
            return len(run_due_days(today=local_day(moment), at=moment))
        finally:
            connections.close_all()

    return nudged


def test_two_beats_and_then_none_for_a_day(due: dict[date, Plan], store: Store) -> None:
    for moment in (at(FIRST, 0, 2), at(FIRST, 0, 7), at(FIRST, 21)):
        all_at_once([beat(moment)] * BEATS)
    assert [row.day for row in BusinessDay.objects.order_by("id")] == [FIRST]
    # From nine in the evening until eleven the next night but one no beat comes: two days begin in that time.
    late = at(FIRST + timedelta(days=2), 23)
    assert late - at(FIRST, 21) >= timedelta(hours=26)
    all_at_once([beat(late)] * BEATS)
    all_at_once([beat(at(DAYS[3], 0, 2))] * BEATS)

    assert [row.day for row in BusinessDay.objects.order_by("id")] == DAYS
    ended = AuditRow.objects.filter(verb="plan.expired").order_by("chain", "seq")
    assert [(row.subject, (row.after or {})["on"]) for row in ended] == [(f"plan:{due[day].pk}", day.isoformat()) for day in DAYS]
    assert Message.objects.filter(topic="plan.expired").count() == len(DAYS)
    assert AuditRow.objects.filter(verb="plan.cancelled").count() == len(DAYS)
    assert Plan.objects.filter(status="cancelled").count() == len(DAYS)
    assert not Plan.objects.filter(status__in=("pending", "active")).exists()
    assert faults(store.pk) == []
