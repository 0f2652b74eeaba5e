"""When a fee is earned and what a promise may cost, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from upgrade_program.reporting.finance.earning import Fee, Tier, deferred, earned, expected_percent, promised

# Billed on 3 May, free look through 10 May, 100 days through 18 August: ₹4.50 a day.
FEE = Fee(taxable=Decimal("450.00"), billed_on=date(2027, 5, 3), waits_through=date(2027, 5, 10), last_day=date(2027, 8, 18))
TIERS = [Tier(date(2027, 8, 18), 70), Tier(date(2027, 11, 18), 60)]


@pytest.mark.parametrize(
    ("on", "amount", "left"),
    [
        (date(2027, 5, 2), "0", "0"),
        (date(2027, 5, 3), "0", "450"),
        (date(2027, 5, 10), "0", "450"),
        (date(2027, 5, 11), "4.50", "445.50"),
        (date(2027, 5, 31), "94.50", "355.50"),
        (date(2027, 8, 17), "445.50", "4.50"),
        (date(2027, 8, 18), "450", "0"),
        (date(2029, 1, 1), "450", "0"),
    ],
)
def test_evenly_over_the_days_after_the_free_look(on: date, amount: str, left: str) -> None:
    assert (earned(FEE, on=on), deferred(FEE, on=on)) == (Decimal(amount), Decimal(left))


def changed(**changes: object) -> Fee:
    facts = {name: getattr(FEE, name) for name in FEE.__slots__}
    return Fee(**(facts | changes))  # type: ignore[arg-type]


def test_a_cancellation_takes_back_what_was_earned() -> None:
    fee = changed(credited_on=date(2027, 6, 2))
    assert [earned(fee, on=date(2027, month, day)) for month, day in ((5, 31), (6, 1), (6, 2))] == [Decimal("94.50"), 99, 0]
    assert [deferred(fee, on=date(2027, 6, day)) for day in (1, 2)] == [351, 0]


def test_a_redemption_earns_the_rest_and_its_reversal_puts_it_off_again() -> None:
    fee = changed(settlements=((date(2027, 5, 20), date(2027, 6, 2)), (date(2027, 7, 1), None)))
    days = [date(2027, 5, 19), date(2027, 5, 20), date(2027, 6, 1), date(2027, 6, 2), date(2027, 6, 30), date(2027, 7, 1)]
    assert [earned(fee, on=on) for on in days] == [Decimal("40.50"), 450, 450, Decimal("103.50"), Decimal("229.50"), 450]


def test_a_free_look_past_the_last_day_earns_all_at_the_end() -> None:
    fee = changed(waits_through=date(2027, 9, 1))
    assert [earned(fee, on=date(2027, 8, day)) for day in (17, 18)] == [0, 450]


def test_a_live_plan_may_cost_the_tier_of_the_next_day() -> None:
    base = Decimal(13_999)
    assert promised(FEE, base=base, tiers=TIERS, on=date(2027, 5, 2)) == 0
    assert promised(FEE, base=base, tiers=TIERS, on=date(2027, 5, 3)) == 9_799
    assert promised(FEE, base=base, tiers=TIERS, on=date(2027, 8, 17)) == 9_799
    assert promised(FEE, base=base, tiers=TIERS, on=date(2027, 8, 18)) == 8_399
    assert promised(FEE, base=base, tiers=TIERS, on=date(2027, 11, 18)) == 0
    for gone in (changed(credited_on=date(2027, 6, 2)), changed(settlements=((date(2027, 6, 2), None),))):
        assert [promised(gone, base=base, tiers=TIERS, on=date(2027, 6, day)) for day in (1, 2)] == [9_799, 0]


@pytest.mark.parametrize(("ended", "redeemed", "percent"), [(0, 0, "100"), (29, 1, "100"), (30, 10, "33.33"), (30, 0, "0")])
def test_the_share_is_that_of_the_past_once_there_is_one(ended: int, redeemed: int, percent: str) -> None:
    assert expected_percent(ended=ended, redeemed=redeemed) == Decimal(percent)
