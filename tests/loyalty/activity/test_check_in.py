"""The daily check-in: one a local day, a streak by the dates, more for every seventh day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from loyalty.activity.models import CheckIn
from loyalty.activity.queries import streak_of
from loyalty.activity.services import check_in
from loyalty.ledger.models import Entry, Lot
from stores.clock import local_day
from tests.factories.customers import CustomerFactory
from tests.factories.loyalty import loyalty, member
from tests.factories.plans import AT
from tests.loyalty.rewards.acts import has, refused, refused_by
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import Actor, Role

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ALONE = Actor(role=Role.CUSTOMER)


def indian(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+05:30")


def come(customer: Customer, at: datetime = AT, *, actor: Actor = ALONE) -> CheckIn:
    return check_in(customer_id=customer.pk, actor=actor, at=at)


def test_a_day_gives_a_point_that_lives_twelve_months(clerk: Actor) -> None:
    asha = member()
    row = come(asha, actor=clerk)
    assert (row.streak, row.points, row.bonus, row.store_id) == (1, 1, 0, clerk.store_id)
    assert has(asha) == 1
    entry = Entry.objects.get()
    assert (entry.source_type, entry.source_id, entry.facts["streak"]) == ("check_in", f"{asha.pk}:2027-05-03", "1")
    assert entry.rule.startswith("check_in:")
    assert Lot.objects.get().expires_at == indian("2028-06-01T00:00:00")  # the end of 31 May 2028


def test_once_a_local_day_by_the_clock_of_india() -> None:
    asha = member()
    come(asha, indian("2027-05-03T00:00:00"))
    no = refused(lambda: come(asha, indian("2027-05-03T23:59:59")), "checked_in_already")
    assert no.sentence == "You have checked in today already: 1 in a row."
    assert come(asha, indian("2027-05-04T00:00:00")).streak == 2
    assert has(asha, at=indian("2027-05-04T00:00:00")) == 2


def test_every_seventh_day_in_a_row_adds_five() -> None:
    asha = member()
    given = [come(asha, AT + day * DAY) for day in range(14)]
    assert [row.streak for row in given] == list(range(1, 15))
    assert [row.bonus for row in given] == [0] * 6 + [5] + [0] * 6 + [5]
    assert has(asha, at=AT + 13 * DAY) == 14 + 10
    assert Entry.objects.filter(source_type="streak").count() == 2


def test_a_day_left_out_begins_a_new_streak() -> None:
    asha = member()
    for day in (0, 1, 2, 4, 5):
        row = come(asha, AT + day * DAY)
    assert row.streak == 2
    today = local_day(AT)
    assert [streak_of(asha.pk, on=today + day * DAY).days for day in (2, 3, 5, 6, 7)] == [3, 3, 2, 2, 0]
    assert (streak_of(asha.pk, on=today + 5 * DAY).today, streak_of(asha.pk, on=today + 6 * DAY).today) == (True, False)


def test_who_may_check_in(head_office: Actor) -> None:
    loyalty()
    asha, stranger = member(), CustomerFactory()
    refused(lambda: come(stranger), "not_a_member")
    refused(lambda: come(asha, actor=head_office), "forbidden")
    refused(lambda: come(asha, actor=Actor(role=Role.ANONYMOUS)), "forbidden")


def test_the_laws_of_a_check_in() -> None:
    row = come(member())
    with refused_by("one_check_in_a_local_day"):
        CheckIn.objects.create(customer=row.customer, day=row.day, at=AT, streak=1, points=1)
    with refused_by("check_ins_are_only_added"):
        CheckIn.objects.update(streak=9)
