"""Points that end soon: told 30 and 7 days before, once each, late or doubled without harm, never beside another notice of points."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from loyalty.activity.services import tell_due, warn_due
from loyalty.ledger.causes import Cause
from loyalty.ledger.services import earn, redeem
from loyalty.programme.services import join, leave
from stores.clock import end_of_day, start_of_day
from tests.factories.loyalty import member
from tests.loyalty.rewards.acts import told
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import SYSTEM
from upgrade_program.messaging.models import Message

pytestmark = pytest.mark.django_db
LAST = date(2027, 5, 31)
EARNED = start_of_day(date(2027, 3, 1))


def give(customer: Customer, points: int, *, last: date = LAST, at: datetime = EARNED) -> None:
    cause = Cause(source_type="test", source_id=f"{customer.pk}:{points}:{last}", at=at)
    earn(customer_id=customer.pk, points=points, cause=cause, live_from=at, expires_at=end_of_day(last))


def day(on: date, *, hour: int = 12, limit: int = 1000) -> list[int]:
    """The job of a day: notices, then warnings until there are none; how many each call warned."""
    at = datetime.combine(on, datetime.min.time(), tzinfo=EARNED.tzinfo) + timedelta(hours=hour)
    while tell_due(on=on, at=at):
        pass
    calls = []
    while not calls or calls[-1]:
        calls.append(warn_due(on=on, at=at, limit=limit))
    return calls[:-1]


@pytest.fixture
def asha() -> Customer:
    """100 points that end after 31 May; what she earned has been told long ago."""
    customer = member()
    give(customer, 100)
    day(date(2027, 3, 2))
    return customer


def test_thirty_and_seven_days_before_once_each(asha: Customer) -> None:
    warned = {on: sum(day(on)) for on in (LAST - timedelta(days=left) for left in range(40, -3, -1))}
    assert [on for on, count in warned.items() if count] == [date(2027, 5, 1), date(2027, 5, 24)]
    words = "100 of your Smart Upgrade points end after 31 May 2027. Use them on a bill or for a reward in any store."
    assert told("points.ending", at=start_of_day(LAST) + timedelta(hours=10)) == [words, words]


def test_a_missed_day_is_made_up_for_and_a_doubled_one_tells_nobody_twice(asha: Customer) -> None:
    assert day(date(2027, 5, 9)) == [1]  # the job was away since April
    assert day(date(2027, 5, 9)) == []
    assert day(date(2027, 5, 30)) == [1]
    assert day(date(2027, 5, 31)) == []


def test_points_spent_or_over_are_not_warned_of(asha: Customer) -> None:
    redeem(customer_id=asha.pk, points=100, cause=Cause(source_type="test", source_id="r", at=EARNED))
    assert day(date(2027, 5, 24)) == []
    give(asha, 5, last=date(2027, 5, 10), at=EARNED)
    assert day(date(2027, 6, 2)) == []


def test_what_a_notice_told_today_is_warned_of_tomorrow(asha: Customer) -> None:
    give(asha, 1, last=date(2028, 5, 31), at=start_of_day(date(2027, 4, 30)))
    assert day(date(2027, 5, 1)) == []  # the one point of yesterday is told today
    assert day(date(2027, 5, 2)) == [1]


def test_of_two_ends_the_sooner_is_told_first_and_the_other_the_next_day(asha: Customer) -> None:
    give(asha, 40, last=date(2027, 5, 29))
    day(date(2027, 3, 3))
    assert day(date(2027, 5, 1)) == [1]
    assert "40 of your" in told("points.ending", at=start_of_day(date(2027, 5, 1)) + timedelta(hours=20))[-1]
    assert day(date(2027, 5, 2)) == [1]
    assert "100 of your" in told("points.ending", at=start_of_day(date(2027, 5, 2)) + timedelta(hours=20))[-1]


def test_nobody_is_warned_at_night_and_a_limit_is_only_a_pause(asha: Customer) -> None:
    for points in (7, 8):
        give(member(language="hi"), points)
    day(date(2027, 3, 3))
    assert day(date(2027, 5, 1), hour=9) == []
    assert day(date(2027, 5, 1), limit=2) == [2, 1]
    assert any("8 Smart Upgrade" in words for words in told("points.ending", at=start_of_day(LAST) + timedelta(hours=10)))


def test_who_left_is_not_warned_and_who_joined_again_is(asha: Customer) -> None:
    bano = member()
    give(bano, 30)
    day(date(2027, 3, 3))
    leave(customer=asha, actor=SYSTEM, at=start_of_day(date(2027, 4, 1)))
    assert day(date(2027, 5, 1)) == [1]
    assert [row.customer_id for row in Message.objects.filter(template="points.ending")] == [bano.pk]
    join(customer=asha, text_version=1, language="en", actor=SYSTEM, at=start_of_day(date(2027, 5, 10)))
    assert day(date(2027, 5, 24)) == [2]


def test_a_warning_that_waits_is_called_off_when_its_member_leaves(asha: Customer) -> None:
    bano = member()
    give(bano, 30)
    day(date(2027, 3, 3))
    assert day(date(2027, 5, 1)) == [2]
    at = start_of_day(date(2027, 5, 1)) + timedelta(hours=13)
    leave(customer=asha, actor=SYSTEM, at=at)
    waiting = dict(Message.objects.filter(template="points.ending").values_list("customer_id", "state"))
    assert waiting == {asha.pk: "void", bano.pk: "queued"}
    assert told("points.ending", at=at) == [
        "30 of your Smart Upgrade points end after 31 May 2027. Use them on a bill or for a reward in any store."
    ]
