"""Accrual says how it worked, keeps to caps and minimums, and loses no point between lines."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.programme.accrual import Bill, Factor, accrue, fits, parts_of, shared_out, taken_back, working
from loyalty.programme.enums import Occasion, Period, Rounding
from loyalty.programme.rules import Rule
from tests.loyalty.programme.rules import rule
from upgrade_program.kernel.tongue import speaking

SILVER = Factor(value=Decimal("1.1"), words="Silver")
PLAIN = Factor()
AMOUNTS = st.decimals(min_value=0, max_value=200_000, places=2)


def phone(*lines: str, **changes: object) -> Bill:
    return Bill(occasion=Occasion.PHONE_BILL, lines=tuple(Decimal(line) for line in lines), **changes)


def said(bill: Bill, *rules: Rule, factor: Factor = PLAIN, **how: object) -> list[str]:
    return [award.working for award in accrue(bill, rules, factor=factor, **how)]


def test_the_working_in_another_tongue():
    words = {
        "{each} for {what}": "{what} के {each}",
        "exchange": "पुराने फ़ोन के",
        "at most {points} a month": "महीने में अधिकतम {points}",
        "{level} {times} + membership {extra}": "{level} {times} + सदस्यता {extra}",
    }
    capped = rule(cap_points=100, cap_period=Period.MONTH)
    with_exchange = phone("13999", left_out={"exchange": Decimal(200)})
    (award,) = accrue(with_exchange, [capped], factor=Factor.of("Silver", Decimal("1.1"), Decimal("0.25")))
    with speaking(lambda said: words.get(said, said), language="hi"):
        assert working(award.facts, levels={"Silver": "सिल्वर"}) == (
            "₹13,999 − ₹200 पुराने फ़ोन के = ₹13,799 → 137.99 × 1.35 (सिल्वर 1.1 + सदस्यता 0.25) = 186.2865, महीने में अधिकतम 100 = 100"
        )
        (award,) = accrue(phone("13999"), [rule(per_rupees=None, points=Decimal(50))], factor=Factor())
        assert working(award.facts, title="फ़ोन का बिल") == "फ़ोन का बिल के 50"


def test_the_words_of_a_factor_come_apart_again():
    assert parts_of(Factor.of("Silver", Decimal("1.10"), Decimal("0.25")).words) == ("Silver", "1.1", "0.25")
    assert parts_of(Factor.of("Gold Plus", Decimal("1.25"), Decimal(0)).words) == ("Gold Plus", "", "")


def test_the_working_of_the_rules_own_example():
    assert said(phone("13999"), rule(), factor=SILVER) == ["₹13,999 → 139.99 × 1.1 (Silver) = 153.989 → 153"]


WORKINGS = [
    (phone("13999"), {}, PLAIN, "₹13,999 → 139.99 → 139"),
    (phone("14000"), {}, PLAIN, "₹14,000 → 140"),
    (phone("9000", "5000"), {}, PLAIN, "₹14,000 → 140"),
    (phone("21999", left_out={"exchange": Decimal(9799)}), {}, PLAIN, "₹21,999 − ₹9,799 exchange = ₹12,200 → 122"),
    (
        phone("21999", left_out={"exchange": Decimal(9799), "points": Decimal(200)}),
        {},
        SILVER,
        "₹21,999 − ₹9,799 exchange − ₹200 points = ₹12,000 → 120 × 1.1 (Silver) = 132",
    ),
    (phone("13999"), {"points": Decimal(2)}, PLAIN, "₹13,999 → 279.98 → 279"),
    (phone("13999"), {"per_rupees": None, "points": Decimal(50), "title": "a phone"}, PLAIN, "50 for a phone"),
    (phone("13999"), {"per_rupees": None, "points": Decimal(50), "title": "a phone"}, SILVER, "50 for a phone × 1.1 (Silver) = 55"),
    (phone("13999"), {"multiplied": False}, SILVER, "₹13,999 → 139.99 → 139"),
    (
        phone("13999"),
        {"cap_points": 100, "cap_period": Period.MONTH},
        SILVER,
        "₹13,999 → 139.99 × 1.1 (Silver) = 153.989, at most 100 a month = 100",
    ),
]


@pytest.mark.parametrize(("bill", "changes", "factor", "words"), WORKINGS, ids=[words for *_, words in WORKINGS])
def test_the_working_in_words(bill, changes, factor, words):
    assert said(bill, rule(**changes), factor=factor) == [words]


def test_a_working_is_told_again_from_its_facts_alone():
    (award,) = accrue(phone("13999"), [rule()], factor=SILVER)
    assert all(isinstance(text, str) for text in award.facts.values())
    assert working(dict(award.facts)) == award.working


FITTING = [
    ({}, True),
    ({"brand": "Redmi"}, True),
    ({"brand": "Mi"}, False),
    ({"model_id": 7}, True),
    ({"model_id": 8}, False),
    ({"store_kind": "mi_home"}, True),
    ({"store_kind": "mi_studio"}, False),
    ({"min_bill": Decimal("13999.00")}, True),
    ({"min_bill": Decimal("13999.01")}, False),
    ({"occasion": Occasion.PLAN_SOLD}, False),
]


@pytest.mark.parametrize(("changes", "does"), FITTING)
def test_a_rule_is_for_its_own_brand_model_store_and_size_of_bill(changes, does):
    bill = phone("13999", brand="Redmi", model_id=7, store_kind="mi_home")
    assert fits(rule(**changes), bill) is does
    assert bool(said(bill, rule(**changes))) is does


def test_several_rules_are_rounded_once_for_the_bill():
    """0.7 and 0.6 of a point are one point together, though neither is alone; the larger remainder has it."""
    small, smaller = rule(key="small", points=Decimal("0.7")), rule(key="smaller", points=Decimal("0.6"))
    assert [(award.rule.key, award.points) for award in accrue(phone("100"), [smaller, small], factor=PLAIN)] == [("small", 1)]
    assert [accrue(phone("100"), [one], factor=PLAIN) for one in (small, smaller)] == [[], []]


@pytest.mark.parametrize(("used", "points"), [(0, 100), (60, 40), (99, 1), (100, 0), (120, 0)])
def test_a_cap_leaves_what_earlier_bills_have_not_taken(used, points):
    capped = rule(cap_points=100, cap_period=Period.MONTH)
    assert sum(award.points for award in accrue(phone("13999"), [capped], factor=PLAIN, used={"phone_bill": used})) == points


@pytest.mark.parametrize(("rounding", "points"), [(Rounding.DOWN, 153), (Rounding.HALF_UP, 154), (Rounding.UP, 154)])
def test_the_programme_says_how_points_are_rounded(rounding, points):
    assert [award.points for award in accrue(phone("13999"), [rule()], factor=SILVER, rounding=rounding)] == [points]


@settings(deadline=None)  # a busy machine is no fault of theirs
@given(whole=st.integers(0, 10_000), weights=st.lists(AMOUNTS, min_size=1, max_size=6))
def test_shares_sum_to_the_whole_and_none_is_a_point_off(whole, weights):
    shares = shared_out(whole, weights)
    assert sum(shares) == whole
    total = sum(weights)
    if total:
        assert all(abs(share - whole * weight / total) < 1 for share, weight in zip(shares, weights, strict=True))


@settings(deadline=None)  # a busy machine is no fault of theirs
@given(lines=st.lists(AMOUNTS.filter(bool), min_size=1, max_size=4), parts=st.lists(st.lists(AMOUNTS, min_size=4, max_size=4), max_size=5))
def test_returns_in_any_parts_end_in_exactly_what_was_given(lines, parts):
    """What has been taken back never falls, never exceeds what was given, and is all of it once all is returned."""
    points = sum(award.points for award in accrue(phone(*map(str, lines)), [rule()], factor=SILVER))
    shares = shared_out(points, lines)
    returned, before = [Decimal(0)] * len(lines), 0
    for part in parts:
        returned = [sum_of + more for sum_of, more in zip(returned, part, strict=False)]
        back = taken_back(shares, lines, returned)
        assert before <= back <= points
        before = back
    assert taken_back(shares, lines, lines) == points


def test_nothing_earns_below_zero():
    assert accrue(phone("100", left_out={"exchange": Decimal(300)}), [rule()], factor=SILVER) == []
