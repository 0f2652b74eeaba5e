"""What a checked phone brings, in rupees: each line half up, never more than there is, and the database computes the same."""

from __future__ import annotations

import itertools
import json
import random
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.claims import CHECKS, FIRST_TIER, inspected, old_plan
from tests.factories.plans import sellable
from upgrade_program.buyback.enums import Answer
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.valuation import deductions, exchange, worth
from upgrade_program.plans.conditions import Check, Limits

FIRST = (
    *(Check("display", 10, 25), Check("touch", 8, 20), Check("camera", 5, 15), Check("battery", 5, 15)),
    *(Check("wifi", 3, 10), Check("fingerprint", 3, 10), Check("sound", 3, 8), Check("body", 5, 15)),
)
NONE, MINOR, MAJOR = Answer.NONE, Answer.MINOR, Answer.MAJOR
ALL_MAJOR = dict.fromkeys(CHECKS, MAJOR)
RUPEES = st.integers(1, 200_000).map(Decimal)


@st.composite
def lists(draw: st.DrawFn) -> tuple[Check, ...]:
    pairs = draw(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), max_size=10))
    return tuple(Check(f"q{number}", min(pair), max(pair)) for number, pair in enumerate(pairs))


@st.composite
def asked(draw: st.DrawFn) -> tuple[tuple[Check, ...], dict[str, Answer]]:
    checks = draw(lists())
    return checks, {check.key: draw(st.sampled_from(list(Answer))) for check in checks}


def half_up(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), rounding=ROUND_HALF_UP)


def test_nothing_found_takes_nothing() -> None:
    assert worth(FIRST, {}, percent=70, assured=FIRST_TIER).payable == FIRST_TIER


def test_each_line_is_rounded_half_up_by_itself() -> None:
    # 10 % of 5,005 is 500.50, 5 % is 250.25: the lines give 751, the sum of both per cent would have given 750.75.
    lines = deductions(FIRST, {"display": MINOR, "camera": MINOR}, assured=Decimal(5_005))
    assert [line.amount for line in lines] == [501, 250]


def test_half_a_rupee_goes_up_and_not_to_the_even() -> None:
    assert [line.amount for line in deductions(FIRST, {"display": MINOR}, assured=Decimal(45))] == [5]  # 4.50
    assert [line.amount for line in deductions(FIRST, {"display": MINOR}, assured=Decimal(35))] == [4]  # 3.50


def test_lines_stand_in_the_order_of_the_check_list_whatever_the_order_of_the_answers() -> None:
    lines = deductions(FIRST, {"body": MINOR, "display": MAJOR}, assured=FIRST_TIER)
    assert [(line.key, line.answer, line.percent) for line in lines] == [("display", MAJOR, 25), ("body", MINOR, 5)]


def test_a_hundred_per_cent_is_the_most() -> None:
    lines = deductions(FIRST, ALL_MAJOR, assured=FIRST_TIER)
    assert [line.percent for line in lines] == [25, 20, 15, 15, 10, 10, 5]  # sound gives way, nothing is left for the body
    assert sum(line.amount for line in lines) == FIRST_TIER
    assert worth(FIRST, ALL_MAJOR, percent=70, assured=FIRST_TIER).payable == 0


def test_rounding_up_line_by_line_takes_no_more_than_there_is() -> None:
    halves = (Check("a", 50, 50), Check("b", 50, 50))
    lines = deductions(halves, {"a": MAJOR, "b": MAJOR}, assured=Decimal(9_999))  # 4,999.50 twice
    assert [line.amount for line in lines] == [5_000, 4_999]


def test_no_more_is_waived_than_was_deducted() -> None:
    found = worth(FIRST, {"display": MINOR}, percent=70, assured=FIRST_TIER, waived=Decimal(5_000))
    assert (found.deducted, found.waived, found.payable) == (980, 980, FIRST_TIER)


def test_the_exchange_is_the_lower_of_both_and_the_excess_is_forfeited() -> None:
    assert exchange(Decimal(9_799), price=Decimal(21_999)) == exchange(Decimal(9_799), price=Decimal(9_799))
    low = exchange(Decimal(9_799), price=Decimal(8_499))
    assert (low.amount, low.excess) == (8_499, 1_300)


def test_the_managers_limit_is_the_lower_of_per_cent_and_rupees() -> None:
    assert Limits().override_at_most(Decimal(9_799)) == Decimal("979.9")
    assert Limits().override_at_most(Decimal(20_000)) == 1_000


@given(asked(), RUPEES, RUPEES)
def test_the_parts_are_the_whole(case: tuple[tuple[Check, ...], dict[str, Answer]], assured: Decimal, waived: Decimal) -> None:
    checks, answers = case
    found = worth(checks, answers, percent=70, assured=assured, waived=waived)
    assert found.payable == assured - sum(line.amount for line in found.deductions) + found.waived
    assert 0 <= found.payable <= assured
    assert 0 <= found.waived <= found.deducted <= assured
    assert sum(line.percent for line in found.deductions) <= 100
    assert all(line.amount == line.amount.to_integral_value() and line.percent > 0 for line in found.deductions)


@given(asked(), RUPEES)
def test_every_line_but_the_last_that_gave_way_is_its_own_half_up(
    case: tuple[tuple[Check, ...], dict[str, Answer]], assured: Decimal
) -> None:
    checks, answers = case
    lines = deductions(checks, answers, assured=assured)
    left = assured
    for line in lines:
        assert line.amount == min(half_up(assured * line.percent / 100), left)
        left -= line.amount


@given(st.integers(0, 100), st.integers(0, 100), RUPEES)
def test_a_worse_answer_never_brings_more(one: int, other: int, assured: Decimal) -> None:
    checks = (Check("q", min(one, other), max(one, other)),)
    ladder = [worth(checks, {"q": answer}, percent=70, assured=assured).payable for answer in (NONE, MINOR, MAJOR)]
    assert ladder == sorted(ladder, reverse=True)


@given(RUPEES, RUPEES)
def test_exchange_and_excess_are_the_payable(payable: Decimal, price: Decimal) -> None:
    given_ = exchange(payable, price=price)
    assert given_.amount + given_.excess == payable
    assert given_.amount <= price
    assert given_.excess >= 0
    assert given_.excess == 0 or given_.amount == price


def single_faults() -> list[dict[str, str]]:
    clean = dict.fromkeys(CHECKS, "none")
    return [clean, *(clean | {key: bad} for key in CHECKS for bad in ("minor", "major"))]


def drawn(number: int) -> list[dict[str, str]]:
    """Some of the 6,561 lists of answers, always the same ones, and the worst of all."""
    every = list(itertools.product(("none", "minor", "major"), repeat=len(CHECKS)))
    return [dict(zip(CHECKS, some, strict=True)) for some in random.Random(3).sample(every, number)] + [dict.fromkeys(CHECKS, "major")]


@pytest.mark.django_db
def test_the_database_computes_the_same_over_all_answers(clerk) -> None:
    """Its law `deductions_are_computed` takes what Python computes and refuses a rupee more or less, also where a line ends in half."""
    phone = sellable(name="Redmi 9 Prime", srp=10_014)
    claim = inspected(old_plan(actor=clerk, variant=phone), actor=clerk, answers=dict.fromkeys(CHECKS, "major"))
    assured = claim.assured
    assert assured == 7_010  # 5 % are 350.50, 15 % are 1,051.50
    tried = [*single_faults(), *drawn(300)]
    for answers in tried:
        found = worth(FIRST, {key: Answer(answer) for key, answer in answers.items()}, percent=70, assured=assured)
        rewrite(claim, answers, found.deducted)
        for wrong in (found.deducted + 1, found.deducted - 1):
            if 0 <= wrong <= assured:
                assert refusing_law(claim, answers, wrong) == "deductions_are_computed"
    assert len(tried) >= 318


def rewrite(claim: Claim, answers: dict[str, str], deducted: Decimal) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE buyback_claim SET answers = %s::jsonb, deducted = %s, payable = assured - %s WHERE id = %s",
            [json.dumps(answers), deducted, deducted, claim.pk],
        )
        assert cursor.rowcount == 1


def refusing_law(claim: Claim, answers: dict[str, str], deducted: Decimal) -> str:
    with pytest.raises(IntegrityError) as no, transaction.atomic():
        rewrite(claim, answers, deducted)
    return str(no.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]
