"""Clawbacks, restorations, adjustments and merges: cumulative, never more than there was, and debt where nothing is left."""

from __future__ import annotations

from datetime import datetime

import pytest

from loyalty.ledger import services
from loyalty.ledger.models import Entry, Lot
from loyalty.ledger.queries import account_of
from loyalty.ledger.refusals import BeyondOriginal, PointsInsufficient, PointsOnHold, SameAccount, SourceUsed
from tests.loyalty.ledger.till import START, cause, day, earn, has, kept, kinds, lots, member, nothing_changes, redeem, sound

pytestmark = pytest.mark.django_db


def claw(source: str, in_all: int, *, at: datetime = START) -> Entry | None:
    return services.claw_back(earn_source=("plan", source), in_all=in_all, cause=cause(at))


def restore(entry: Entry, in_all: int, *, at: datetime = START) -> Entry | None:
    return services.restore(entry_id=entry.pk, in_all=in_all, cause=cause(at))


# Taking back --------------------------------------------------------------------------------------------------------------------


def test_pending_points_are_taken_where_they_wait() -> None:
    asha = member()
    earn(asha, 100, live=day(8), source="bill")
    claw("bill", 40)
    assert kept(asha) == (60, 0, 0, 0)
    sound()


def test_the_own_lot_is_taken_first_then_the_others_then_it_is_debt() -> None:
    asha = member()
    earn(asha, 10, ends=day(2))
    earn(asha, 100, source="bill")
    earn(asha, 20, ends=day(3))
    redeem(asha, 100)
    assert lots(asha) == [(10, 0, 0, "live"), (100, 30, 0, "live"), (20, 0, 0, "live")]
    earn(asha, 25)
    claw("bill", 80)
    assert lots(asha)[1:] == [(100, 0, 0, "live"), (20, 0, 0, "live"), (25, 0, 0, "live")]
    assert kept(asha) == (0, 0, 0, 25)
    sound()


def test_what_is_taken_back_is_counted_in_all() -> None:
    asha = member()
    earn(asha, 100, source="bill")
    assert claw("bill", 30) is not None
    with nothing_changes():
        assert claw("bill", 30) is None
        assert claw("bill", 10) is None
    entry = claw("bill", 100)
    assert entry is not None
    assert entry.points == -70
    with nothing_changes(), pytest.raises(BeyondOriginal) as no:
        claw("bill", 101)
    assert (no.value.code, no.value.status) == ("points_beyond_original", 409)
    sound()


def test_an_earn_that_never_was_is_not_taken_back() -> None:
    with nothing_changes():
        assert claw("nothing", 10) is None


def test_points_that_expired_unspent_are_not_taken_twice() -> None:
    asha = member()
    earn(asha, 100, source="bill", ends=day(10))
    redeem(asha, 60)
    earn(asha, 500)
    assert claw("bill", 30, at=day(11)) is None  # 40 of it are gone for nothing; no job has run
    entry = claw("bill", 100, at=day(11))
    assert entry is not None
    assert entry.points == -60
    assert kept(asha) == (0, 440, 0, 0)
    sound()


def test_dead_points_are_not_taken_for_the_debt() -> None:
    asha = member()
    earn(asha, 100, source="bill")
    redeem(asha, 100)
    earn(asha, 50, ends=day(3))
    claw("bill", 100, at=day(3))
    assert kept(asha) == (0, 0, 0, 100)
    sound()


def test_debt_is_paid_by_the_next_live_points_and_expiry_does_not_revive_it() -> None:
    asha = member()
    earn(asha, 100, source="bill")
    redeem(asha, 100)
    claw("bill", 100)
    earn(asha, 30, live=day(8), ends=day(20))
    assert kept(asha) == (30, 0, 0, 100)
    services.mature_due(at=day(8))
    assert kept(asha) == (0, 0, 0, 70)
    earn(asha, 90, at=day(9), ends=day(20))
    assert kept(asha) == (0, 20, 0, 0)
    services.expire_due(at=day(20))
    assert kept(asha) == (0, 0, 0, 0)
    offsets = Entry.objects.filter(kind="offset").order_by("id")
    assert [(entry.d_available, entry.d_debt, entry.moves.count()) for entry in offsets] == [(-30, -30, 1), (-70, -70, 1)]
    sound()


# Giving back ---------------------------------------------------------------------------------------------------------------------


def test_points_come_back_to_the_lots_they_came_from_last_taken_first() -> None:
    asha = member()
    earn(asha, 50, ends=day(20))
    earn(asha, 50, ends=day(30))
    spent = redeem(asha, 80)
    restore(spent, 45)
    assert [remaining for _, remaining, _, _ in lots(asha)] == [15, 50]
    with nothing_changes():
        assert restore(spent, 45) is None
        assert restore(spent, 5) is None
    restore(spent, 80)
    assert [remaining for _, remaining, _, _ in lots(asha)] == [50, 50]
    with nothing_changes(), pytest.raises(BeyondOriginal):
        restore(spent, 81)
    assert [move.restored for move in spent.moves.order_by("id")] == [50, 30]
    sound()


def test_points_of_a_dead_lot_are_issued_anew_with_thirty_days_of_grace() -> None:
    asha = member()
    earn(asha, 50, ends=day(20))
    spent = redeem(asha, 50)
    restore(spent, 50, at=day(25))
    new = Lot.objects.latest("id")
    assert (new.issued, new.remaining, new.state, new.origin_id) == (50, 50, "live", spent.moves.get().lot_id)
    assert new.expires_at == day(25 + 31).replace(hour=0)  # the thirtieth day is the last
    sound()


def test_points_given_back_pay_debt() -> None:
    asha = member()
    earn(asha, 50, source="bill")
    spent = redeem(asha, 50)
    claw("bill", 50)
    restore(spent, 50)
    assert kept(asha) == (0, 0, 0, 0)
    assert kinds(asha)[-2:] == ["restore", "offset"]
    sound()


def test_a_captured_hold_is_given_back_like_a_redemption() -> None:
    asha = member()
    earn(asha, 50)
    hold = services.hold(customer_id=asha, points=50, cause=cause(), until=day(1))
    entry = services.capture(hold_id=hold.pk, cause=cause())
    restore(entry, 20)
    assert kept(asha) == (0, 20, 0, 0)
    with nothing_changes(), pytest.raises(ValueError, match="spent nothing"):
        restore(hold.entry, 20)
    sound()


# By hand -------------------------------------------------------------------------------------------------------------------------


def test_an_adjustment_gives_or_takes_live_points() -> None:
    asha = member()
    services.adjust(customer_id=asha, points=40, cause=cause(source="a"), expires_at=day(9))
    services.adjust(customer_id=asha, points=-15, cause=cause(source="b"))
    assert has(asha) == (0, 25, 0, 0)
    with nothing_changes(), pytest.raises(PointsInsufficient):
        services.adjust(customer_id=asha, points=-26, cause=cause())
    with nothing_changes():
        services.adjust(customer_id=asha, points=-15, cause=cause(source="b"))
    with nothing_changes(), pytest.raises(SourceUsed):
        services.adjust(customer_id=asha, points=15, cause=cause(source="b"))
    with nothing_changes(), pytest.raises(ValueError, match="changes something"):
        services.adjust(customer_id=asha, points=0, cause=cause())
    with nothing_changes(), pytest.raises(ValueError, match="before they expire"):
        services.adjust(customer_id=asha, points=1, cause=cause(), expires_at=START)
    sound()


def test_an_adjustment_pays_debt_first() -> None:
    asha = member()
    earn(asha, 50, source="bill")
    redeem(asha, 50)
    claw("bill", 50)
    services.adjust(customer_id=asha, points=60, cause=cause())
    assert kept(asha) == (0, 10, 0, 0)
    sound()


# Two become one ------------------------------------------------------------------------------------------------------------------


def merge(old: int, new: int, *, at: datetime = START) -> None:
    services.merge(from_customer_id=old, into_customer_id=new, cause=cause(at, kind="merge"))


def test_lots_go_over_with_their_lives() -> None:
    asha, ravi = member(), member()
    earn(asha, 50, ends=day(30))
    earn(asha, 20, live=day(8), ends=day(40))
    redeem(asha, 10)
    merge(asha, ravi)
    assert has(asha) == has(ravi) == (20, 40, 0, 0)
    assert [(lot.issued, lot.expires_at) for lot in Lot.objects.filter(account=account_of(ravi)).order_by("id")] == [
        (40, day(30)),
        (20, day(40)),
    ]
    services.mature_due(at=day(8))
    assert has(ravi, at=day(8)) == (0, 60, 0, 0)
    sound()


def test_what_one_owes_the_others_points_pay() -> None:
    for order in (1, -1):
        asha, ravi = member(), member()
        earn(asha, 50, source=f"bill{order}")
        redeem(asha, 50)
        claw(f"bill{order}", 50)
        earn(ravi, 80)
        old, new = (asha, ravi)[::order]
        merge(old, new)
        assert has(new) == (0, 30, 0, 0)
        sound()


def test_what_comes_for_the_first_goes_to_the_second() -> None:
    asha, ravi, meera = member(), member(), member()
    earn(asha, 50, source="bill", ends=day(30))
    spent = redeem(asha, 20)
    merge(asha, ravi)
    merge(ravi, meera)
    earn(asha, 5)
    assert has(meera) == (0, 35, 0, 0)
    restore(spent, 20)  # alive: with its own life, in the account of today
    assert has(meera) == (0, 55, 0, 0)
    assert Lot.objects.latest("id").expires_at == day(30)
    claw("bill", 50)
    assert has(meera) == (0, 5, 0, 0)
    redeem(asha, 5)
    assert has(ravi) == (0, 0, 0, 0)
    sound()


def test_a_late_return_after_a_merge_takes_its_own_points_first() -> None:
    asha, ravi = member(), member()
    earn(ravi, 50, ends=day(2))
    earn(asha, 40, source="bill")
    merge(asha, ravi)
    claw("bill", 40)
    assert lots(ravi) == [(50, 50, 0, "live"), (40, 0, 0, "live")]
    sound()


def test_merges_that_are_none() -> None:
    asha, ravi = member(), member()
    earn(asha, 5)
    with nothing_changes(), pytest.raises(SameAccount) as no:
        merge(asha, asha)
    assert no.value.code == "same_account"
    merge(asha, ravi)
    for old, new in ((asha, ravi), (ravi, asha)):
        with nothing_changes(), pytest.raises(SameAccount):
            merge(old, new)


def test_a_merge_waits_for_open_payments() -> None:
    asha, ravi = member(), member()
    earn(asha, 50)
    earn(ravi, 50)
    hold = services.hold(customer_id=asha, points=10, cause=cause(), until=day(1))
    with nothing_changes(), pytest.raises(PointsOnHold) as no:
        merge(asha, ravi)
    assert no.value.code == "points_on_hold"
    merge(ravi, asha)  # the other way nothing stands against it
    services.capture(hold_id=hold.pk, cause=cause())
    assert has(ravi) == (0, 90, 0, 0)
    sound()


def test_members_without_points_merge_too() -> None:
    asha, ravi = member(), member()
    merge(asha, ravi)
    earn(asha, 5)
    assert has(ravi) == (0, 5, 0, 0)
    assert kinds(ravi) == ["earn"]
    sound()
