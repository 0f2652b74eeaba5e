"""The split of any fee: the lines sum to it, none is negative, the rate is kept to the paisa."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stores.states import STATES
from upgrade_program.billing.tax import TaxSplit, split_fee

fees = st.integers(min_value=1, max_value=10_000_000).map(lambda paise: Decimal(paise) / 100)
codes = st.sampled_from(sorted(STATES))
rates = st.sampled_from([Decimal(0), Decimal(5), Decimal(12), Decimal(18), Decimal(28), Decimal("0.25"), Decimal(100)])


def split(fee: Any = Decimal(549), rate: Decimal = Decimal(18), home: str = "07", place: str = "07") -> TaxSplit:
    return split_fee(fee, rate=rate, home_state=home, place_of_supply=place)


@given(fee=fees, rate=rates, home=codes, place=codes)
def test_lines_sum_to_the_fee_and_none_is_negative(fee: Decimal, rate: Decimal, home: str, place: str) -> None:
    result = split(fee, rate, home, place)
    lines = (result.taxable, result.cgst, result.sgst, result.utgst, result.igst)
    assert sum(lines) == result.total == fee
    assert min(lines) >= 0
    assert all(line.as_tuple().exponent == -2 for line in (*lines, result.total))
    # Never more than a paisa from the exact tax (each half may be off by half of one).
    assert abs(result.tax - fee * rate / (100 + rate)) <= Decimal("0.01")


@given(fee=fees, home=codes, place=codes)
def test_exactly_one_kind_of_tax_is_charged(fee: Decimal, home: str, place: str) -> None:
    result = split(fee, home=home, place=place)
    if home != place:
        assert result.cgst == result.sgst == result.utgst == 0
    else:
        assert result.igst == 0
        assert result.cgst == (result.sgst if STATES[home].has_legislature else result.utgst)
        assert (result.utgst if STATES[home].has_legislature else result.sgst) == 0


def test_the_smallest_fee_carries_no_tax() -> None:
    assert split(Decimal("0.01")).taxable == Decimal("0.01")


def test_a_half_paisa_rounds_up() -> None:
    # 0.59 x 9 / 118 = 0.045 exactly; banker's rounding would give 0.04.
    assert split(Decimal("0.59")).cgst == Decimal("0.05")


@pytest.mark.parametrize("fee", [Decimal(0), Decimal(-1), Decimal("0.001"), Decimal("399.999")])
def test_a_fee_is_whole_paise_above_zero(fee: Decimal) -> None:
    with pytest.raises(ValueError, match="whole number of paise"):
        split(fee)


def test_a_float_is_no_fee() -> None:
    with pytest.raises(TypeError):
        split(549.0)


@pytest.mark.parametrize(("home", "place"), [("00", "07"), ("07", "99"), ("DL", "07")])
def test_an_unknown_state_is_an_error(home: str, place: str) -> None:
    with pytest.raises(ValueError, match="GST state codes"):
        split(home=home, place=place)


def test_a_rate_is_a_percentage() -> None:
    with pytest.raises(ValueError, match="percentage"):
        split(rate=Decimal(101))
