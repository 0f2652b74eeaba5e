"""At most one notice of points a member and day: the day's entries summed, between 10 and 20 o'clock, late or doubled without harm."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from loyalty.activity.models import NoticeDay
from loyalty.activity.services import tell_due
from loyalty.ledger.causes import Cause
from loyalty.ledger.services import earn
from loyalty.programme.services import leave
from tests.factories.loyalty import member
from tests.loyalty.rewards.acts import told
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import SYSTEM
from upgrade_program.messaging.models import Message

pytestmark = pytest.mark.django_db


def clock(day: int, hour: int = 12) -> datetime:
    return datetime.fromisoformat(f"2027-05-{day:02d}T{hour:02d}:00:00+05:30")


def give(customer: Customer, points: int, at: datetime, *, live: datetime | None = None) -> None:
    cause = Cause(source_type="test", source_id=f"{customer.pk}:{at}:{points}", at=at)
    earn(customer_id=customer.pk, points=points, cause=cause, live_from=live or at, expires_at=None)


def tell(day: int, hour: int = 12, *, limit: int = 1000) -> int:
    return tell_due(on=date(2027, 5, day), at=clock(day, hour), limit=limit)


def test_a_days_points_are_one_notice() -> None:
    asha, bano = member(email="asha@example.in"), member(language="hi")
    give(asha, 1, clock(3, 9))
    give(asha, 5, clock(3, 18))
    give(asha, 139, clock(3, 19), live=clock(20))
    give(bano, 1, clock(3))
    give(asha, 1, clock(4, 9))  # today's are told tomorrow
    assert tell(4) == 2
    assert told("points.day", at=clock(4)) == [
        "You earned 145 points with Smart Upgrade; 7 can be spent now. Any store tells you what they bring.",
        "Smart Upgrade में आपको 1 पॉइंट मिले; अभी 1 ख़र्च कर सकते हैं। इनसे क्या मिलेगा, कोई भी स्टोर बताएगा।",
    ]
    assert len(told("points.day", channel="email", at=clock(4))) == 1


def test_the_job_may_come_as_often_as_it_likes() -> None:
    asha = member()
    give(asha, 1, clock(3))
    assert [tell(4, hour) for hour in (10, 11, 12, 19)] == [1, 0, 0, 0]
    assert tell(5) == 0  # nothing was earned since
    assert Message.objects.filter(template="points.day").count() == 1


def test_nobody_is_told_at_night() -> None:
    give(member(), 1, clock(3))
    assert [tell(4, hour) for hour in (0, 9, 20, 23)] == [0, 0, 0, 0]
    assert (NoticeDay.objects.count(), tell(4, 10)) == (0, 1)


def test_a_job_away_for_days_tells_of_all_of_them_at_once() -> None:
    asha = member()
    for day in (3, 4, 5, 6):
        give(asha, day, clock(day))
    assert tell(7) == 1
    assert told("points.day", at=clock(7))[0].startswith("You earned 18 points")


def test_a_job_that_dies_goes_on_and_nobody_is_told_twice_a_day() -> None:
    members = [member() for _ in range(5)]
    for one in members:
        give(one, 1, clock(3))
    assert tell(4, limit=2) == 2  # and dies here
    for one in members:
        give(one, 10, clock(4))
    assert [tell(5, limit=10), tell(5, 13)] == [3, 0]  # the rest of yesterday's; today's wait, or three would be told twice today
    assert tell(6) == 5
    days = list(NoticeDay.objects.order_by("day").values_list("day", "told"))
    assert days == [(date(2027, 5, 4), 5), (date(2027, 5, 6), 5)]
    for one in members:
        queued = Message.objects.filter(template="points.day", customer_id=one.pk).values_list("queued_at", flat=True)
        assert len({at.date() for at in queued}) == len(queued) == 2


def test_nothing_earned_is_nothing_told() -> None:
    assert tell(4) == 0
    assert NoticeDay.objects.get().done_at == clock(4)


def test_who_left_since_is_not_told() -> None:
    asha, bano = member(), member()
    give(asha, 5, clock(3))
    give(bano, 7, clock(3))
    leave(customer=asha, actor=SYSTEM, at=clock(3, 20))
    assert tell(4) == 1
    assert Message.objects.filter(template="points.day").get().customer_id == bano.pk
