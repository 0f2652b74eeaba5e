"""At most one notice of points a day, and what does not count as one: the confirmation of a reward, which is a receipt."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from loyalty.activity.services import tell_due, warn_due
from loyalty.ledger.causes import Cause
from loyalty.ledger.services import earn
from tests.factories.rewards import BEGAN, had, on_offer, rich
from tests.loyalty.rewards.acts import told
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import Actor
from upgrade_program.messaging.models import Message

pytestmark = pytest.mark.django_db
YESTERDAY, TODAY = date(2027, 5, 3), date(2027, 5, 4)


def clock(on: date, hour: int) -> datetime:
    return datetime.fromisoformat(f"{on.isoformat()}T{hour:02d}:00:00+05:30")


@pytest.fixture
def asha() -> Customer:
    """Told of her 1,000 points long ago; yesterday she earned 7, and 300 end in 30 days."""
    customer = rich(1000, email="asha@example.in")
    for points, at, ends in ((300, BEGAN, TODAY + timedelta(days=31)), (7, clock(YESTERDAY, 9), None)):
        cause = Cause(source_type="test", source_id=f"asha:{points}", at=at)
        earn(customer_id=customer.pk, points=points, cause=cause, live_from=at, expires_at=clock(ends, 0) if ends else None)
        if at == BEGAN:
            tell_due(on=date(2027, 4, 10), at=clock(date(2027, 4, 10), 12))
    return customer


def day(on: date) -> None:
    tell_due(on=on, at=clock(on, 12))
    warn_due(on=on, at=clock(on, 13))


def sent(on: date) -> Counter[str]:
    """How many SMS of each template were queued on a day."""
    return Counter(Message.objects.filter(channel="sms", queued_at__date=on).values_list("template", flat=True))


def test_each_reward_has_its_receipt_at_once_and_the_days_notice_stays_one(asha: Customer, clerk: Actor) -> None:
    for hour in (11, 14):
        had(on_offer(points=100), asha, actor=clerk, at=clock(TODAY, hour))
        assert told("reward.redeemed", at=clock(TODAY, hour))  # the code is not kept back for a day with fewer words
        day(TODAY)
    assert sent(TODAY) == {"reward.redeemed": 2, "points.day": 1}


def test_a_receipt_puts_no_notice_off(asha: Customer, clerk: Actor) -> None:
    """The warning that the notice pushed to the next day comes then, receipt or not."""
    day(TODAY)
    tomorrow = TODAY + timedelta(days=1)
    had(on_offer(points=100), asha, actor=clerk, at=clock(tomorrow, 11))
    told("reward.redeemed", at=clock(tomorrow, 11))
    day(tomorrow)
    assert sent(tomorrow) == {"reward.redeemed": 1, "points.ending": 1}


def test_the_receipt_states_what_was_committed(asha: Customer, clerk: Actor) -> None:
    row = had(on_offer(points=250), asha, actor=clerk, at=clock(TODAY, 11))
    for channel in ("sms", "email"):
        [words] = told("reward.redeemed", channel=channel, at=clock(TODAY, 11))
        assert "250" in words
        assert row.written in words
    assert row.entry.points == -250
