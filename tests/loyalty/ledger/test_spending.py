"""Redemptions and holds: what they take, what they refuse, and that a refusal changes nothing."""

from __future__ import annotations

import pytest

from loyalty.ledger import services
from loyalty.ledger.models import Hold, Lot
from loyalty.ledger.queries import account_of
from loyalty.ledger.refusals import HoldOver, PointsInsufficient, SourceUsed
from tests.loyalty.ledger.till import START, cause, day, earn, has, kept, kinds, lots, member, nothing_changes, redeem, sound

pytestmark = pytest.mark.django_db


def taken(customer: int) -> list[tuple[int, int]]:
    """Issued and remaining of each lot, oldest first."""
    return [(issued, remaining) for issued, remaining, _, _ in lots(customer)]


def test_the_soonest_to_expire_goes_first_the_undated_last_then_the_oldest() -> None:
    asha = member()
    earn(asha, 10)
    earn(asha, 20, ends=day(60))
    earn(asha, 30, ends=day(30))
    earn(asha, 40, ends=day(60))
    redeem(asha, 35)
    assert taken(asha) == [(10, 10), (20, 15), (30, 0), (40, 40)]
    redeem(asha, 60)
    assert taken(asha) == [(10, 5), (20, 0), (30, 0), (40, 0)]
    sound()


def test_pending_points_are_not_spent() -> None:
    asha = member()
    earn(asha, 100, live=day(8))
    with nothing_changes(), pytest.raises(PointsInsufficient) as no:
        redeem(asha, 1, at=day(7))
    assert (no.value.code, no.value.status, no.value.facts) == ("points_insufficient", 409, {"available": 0, "points": 1})
    redeem(asha, 100, at=day(8))  # no job has run


def test_points_past_their_instant_are_not_spent_even_before_the_sweep() -> None:
    asha = member()
    earn(asha, 100, ends=day(4))
    earn(asha, 7, ends=day(9))
    with nothing_changes(), pytest.raises(PointsInsufficient) as no:
        redeem(asha, 8, at=day(4))
    assert no.value.facts["available"] == 7
    redeem(asha, 7, at=day(4))
    assert taken(asha) == [(100, 0), (7, 0)]


def test_the_refusal_groups_its_counts() -> None:
    asha = member()
    earn(asha, 123_456)
    with nothing_changes(), pytest.raises(PointsInsufficient, match=r"^1,23,456 points can be spent now; 2,00,000 are asked for"):
        redeem(asha, 200_000)


def test_whoever_has_no_account_has_no_points() -> None:
    asha = member()
    with nothing_changes(), pytest.raises(PointsInsufficient):
        redeem(asha, 1)
    assert account_of(asha) is None


@pytest.mark.parametrize("points", [0, -5])
def test_less_than_a_point_is_not_spent(points: int) -> None:
    asha = member()
    earn(asha, 10)
    with nothing_changes(), pytest.raises(ValueError, match="at least one point"):
        redeem(asha, points)


def test_one_act_spends_once() -> None:
    asha = member()
    earn(asha, 100)
    first = redeem(asha, 30, source="act")
    with nothing_changes():
        assert redeem(asha, 30, source="act") == first
    with nothing_changes(), pytest.raises(SourceUsed) as no:
        redeem(asha, 31, source="act")
    assert no.value.code == "source_used"


def test_an_entry_says_why_and_what_stood_after_it() -> None:
    asha = member()
    earn(asha, 100)
    entry = redeem(asha, 30, source="act")
    entry.refresh_from_db()
    assert (entry.kind, entry.points, entry.seq, entry.b_available, entry.source_type, entry.source_id, entry.actor_name) == (
        ("redeem", -30, 2, 70, "reward", "act", "system")
    )


def test_held_points_are_neither_available_nor_gone() -> None:
    asha = member()
    earn(asha, 100)
    hold = services.hold(customer_id=asha, points=60, cause=cause(source="pay"), until=day(1))
    assert has(asha) == (0, 40, 60, 0)
    with nothing_changes():
        assert services.hold(customer_id=asha, points=60, cause=cause(source="pay"), until=day(1)) == hold
    with nothing_changes(), pytest.raises(SourceUsed):
        services.hold(customer_id=asha, points=61, cause=cause(source="pay"), until=day(1))
    with nothing_changes(), pytest.raises(PointsInsufficient):
        services.hold(customer_id=asha, points=41, cause=cause(), until=day(1))
    with nothing_changes(), pytest.raises(ValueError, match="ends after it begins"):
        services.hold(customer_id=asha, points=1, cause=cause(), until=START)
    sound()


def test_a_captured_hold_is_spent_once() -> None:
    asha = member()
    earn(asha, 100)
    hold = services.hold(customer_id=asha, points=60, cause=cause(), until=day(1))
    entry = services.capture(hold_id=hold.pk, cause=cause())
    assert kept(asha) == (0, 40, 0, 0)
    with nothing_changes():
        assert services.capture(hold_id=hold.pk, cause=cause()) == entry
    with nothing_changes(), pytest.raises(HoldOver) as no:
        services.release(hold_id=hold.pk, cause=cause())
    assert no.value.code == "hold_over"
    sound()


def test_a_released_hold_gives_its_points_back_once() -> None:
    asha = member()
    earn(asha, 50, ends=day(30))
    earn(asha, 50)
    hold = services.hold(customer_id=asha, points=60, cause=cause(), until=day(1))
    entry = services.release(hold_id=hold.pk, cause=cause())
    assert kept(asha) == (0, 100, 0, 0)
    assert taken(asha) == [(50, 50), (50, 50)]
    with nothing_changes():
        assert services.release(hold_id=hold.pk, cause=cause()) == entry
    with nothing_changes(), pytest.raises(HoldOver):
        services.capture(hold_id=hold.pk, cause=cause())
    sound()


def test_a_hold_whose_time_is_over_is_not_captured() -> None:
    asha = member()
    earn(asha, 50)
    hold = services.hold(customer_id=asha, points=50, cause=cause(), until=day(1))
    with nothing_changes(), pytest.raises(HoldOver):
        services.capture(hold_id=hold.pk, cause=cause(day(1)))
    with nothing_changes():
        assert services.release_due(at=START) == 0
    assert services.release_due(at=day(1)) == 1
    with nothing_changes():
        assert services.release_due(at=day(1)) == 0
    assert kept(asha) == (0, 50, 0, 0)
    assert Hold.objects.get().state == "released"
    sound()


def test_released_points_pay_what_is_owed_since() -> None:
    asha = member()
    earn(asha, 100, source="bill")
    hold = services.hold(customer_id=asha, points=70, cause=cause(), until=day(1))
    services.claw_back(earn_source=("plan", "bill"), in_all=100, cause=cause())
    assert kept(asha) == (0, 0, 70, 70)  # what is held stays held
    services.release(hold_id=hold.pk, cause=cause())
    assert kept(asha) == (0, 0, 0, 0)
    assert kinds(asha)[-2:] == ["release", "offset"]
    sound()


def test_released_points_that_outlived_their_lot_expire_and_pay_nothing() -> None:
    asha = member()
    earn(asha, 100, source="bill", ends=day(5))
    earn(asha, 10, source="other")
    hold = services.hold(customer_id=asha, points=105, cause=cause(), until=day(9))
    services.claw_back(earn_source=("plan", "other"), in_all=10, cause=cause())
    assert kept(asha) == (0, 0, 105, 5)
    services.release(hold_id=hold.pk, cause=cause(day(6)))
    assert kinds(asha)[-3:] == ["release", "expire", "offset"]
    assert kept(asha) == (0, 0, 0, 0)
    assert [lot.state for lot in Lot.objects.order_by("id")] == ["ended", "live"]
    sound()


def test_a_release_that_comes_late_finds_its_lot_ended() -> None:
    """Its instant lies before another act's that has already seen the lot die."""
    asha = member()
    earn(asha, 100, ends=day(5))
    hold = services.hold(customer_id=asha, points=10, cause=cause(), until=day(9))
    services.expire_due(at=day(5))
    services.release(hold_id=hold.pk, cause=cause(day(4)))
    assert kinds(asha)[-3:] == ["expire", "release", "expire"]
    assert kept(asha) == (0, 0, 0, 0)
    sound()
