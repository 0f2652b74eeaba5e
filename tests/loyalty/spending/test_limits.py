"""How many points a bill takes (loyalty rule 6 and section 3): worked by hand, each refusal with the figure it names."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.spending.limits import Limits
from upgrade_program.kernel.errors import Refused

FIRST = Limits(version=1, rupees_per_point=1, min_points=50, step=1, most_share_percent=20)


@pytest.mark.parametrize(
    ("bill", "available", "rest", "most"),
    [
        ("549", 1000, None, 109),  # 20 % of 549 = 109.80
        ("549", 80, None, 80),  # no more than there are
        ("549", 49, None, 0),  # fewer than 50
        ("249", 1000, None, 0),  # 20 % of 249 = 49.80: fewer than 50
        ("250", 1000, None, 50),
        ("1699", 339, None, 339),  # 339.80
        ("21999", 9000, "12200", 4399),  # a phone of ₹21,999: 4,399.80
        ("9999", 9000, "200", 200),  # never more than is left to pay
        ("9999", 9000, "0", 0),
    ],
)
def test_the_most_that_may_be_used(bill: str, available: int, rest: str | None, most: int) -> None:
    assert FIRST.most(Decimal(bill), available=available, rest=Decimal(rest) if rest else None) == most


@pytest.mark.parametrize(
    ("amount", "available", "code", "allowed"),
    [
        ("110", 1000, "points_over_share", 109),
        ("549", 1000, "points_over_share", 109),
        ("101", 100, "points_insufficient", 100),
        ("50", 49, "points_insufficient", 0),
        ("49", 1000, "points_below_minimum", 109),
        ("100.50", 1000, "invalid", None),
        ("0", 1000, "invalid", None),
    ],
)
def test_a_refusal_names_what_would_be_allowed(amount: str, available: int, code: str, allowed: int | None) -> None:
    with pytest.raises(Refused) as no:
        FIRST.points_for(Decimal(amount), bill=Decimal(549), available=available)
    assert (no.value.code, no.value.field, no.value.facts.get("allowed")) == (code, "payments", allowed)
    if allowed:
        assert f"{allowed} points" in str(no.value)
    elif code != "invalid":
        assert "cash" in no.value.next_step


def test_a_point_may_be_worth_more_and_steps_larger() -> None:
    dear = Limits(version=2, rupees_per_point=2, min_points=10, step=5, most_share_percent=50)
    assert dear.most(Decimal(549), available=1000) == 135  # half of 549 = 274.50, so 137 points, in fives
    assert dear.points_for(Decimal(270), bill=Decimal(549), available=1000) == 135
    for odd in ("271", "272"):
        with pytest.raises(Refused) as no:
            dear.points_for(Decimal(odd), bill=Decimal(549), available=1000)
        assert (no.value.code, "₹10" in str(no.value)) == ("invalid", True)


@given(
    bill=st.decimals(1, 200_000, places=2),
    amount=st.decimals(1, 50_000, places=2),
    available=st.integers(0, 50_000),
    worth=st.integers(1, 4),
    step=st.integers(1, 10),
    share=st.integers(1, 100),
)
def test_points_never_cost_more_than_they_give_nor_exceed_the_bill(bill, amount, available, worth, step, share) -> None:
    limits = Limits(version=1, rupees_per_point=worth, min_points=50, step=step, most_share_percent=share)
    most = limits.most(bill, available=available)
    try:
        used = limits.points_for(amount, bill=bill, available=available)
    except Refused:
        used = 0
    assert used in (0, *range(50, most + 1, 1))
    if used:
        assert used <= limits.rupees(used) == amount <= min(bill, bill * share / 100)
    if most:  # what is named as allowed is allowed
        assert limits.points_for(limits.rupees(most), bill=bill, available=available) == most
