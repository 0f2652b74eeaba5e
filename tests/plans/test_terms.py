"""The month rule and the value, against golden days, by brute force, and with both naive readings as controls that fail."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from tests.plans.first_terms import FIRST
from upgrade_program.kernel.months import anniversary, financial_year
from upgrade_program.plans.enums import Basis, Status, ValueStatus
from upgrade_program.plans.terms import Hold, Promise, Terms, Tier, assured_value, last_day, tier_on, tier_table, value_base

GOLDEN = Path(__file__).parent.parent / "worked_examples" / "tier_dates.csv"
DAYS = 480
BILL_DATES = [date(2020, 1, 1) + timedelta(days=n) for n in range(1461)]


def golden():
    with GOLDEN.open() as lines:
        return [(date.fromisoformat(r["bill_date"]), date.fromisoformat(r["day"]), int(r["percent"])) for r in csv.DictReader(lines)]


def percent(bill_date, day):
    return assured_value(Promise(terms=FIRST, bill_date=bill_date, base=Decimal(9999)), on=day).percent


def completed_months(bill_date, day):
    """The naive count: whole months between the days."""
    gap = relativedelta(day, bill_date)
    return gap.years * 12 + gap.months


def naive_four_to_six(bill_date, day):
    months = completed_months(bill_date, day)
    return next((p for a, b, p in ((4, 6, 70), (7, 9, 60), (10, 12, 50), (13, 15, 40)) if a <= months <= b), 0)


def naive_three_or_more(bill_date, day):
    months = completed_months(bill_date, day)
    return next((p for a, b, p in ((3, 6, 70), (6, 9, 60), (9, 12, 50), (12, 15, 40)) if a <= months < b), 0)


@pytest.mark.parametrize(("bill_date", "day", "expected"), golden())
def test_golden_days(bill_date, day, expected):
    assert percent(bill_date, day) == expected


@pytest.mark.parametrize("naive", [naive_four_to_six, naive_three_or_more])
def test_control_both_naive_readings_fail_the_golden_days(naive):
    wrong = [row for row in golden() if naive(row[0], row[1]) != row[2]]
    assert wrong


def test_control_how_wrong_the_naive_readings_are():
    right = mistaken_four = mistaken_three = 0
    for bill_date in BILL_DATES[::29]:
        tiers = tier_table(FIRST, bill_date=bill_date, base=Decimal(9999))
        for offset in range(DAYS):
            day = bill_date + timedelta(days=offset)
            tier = tier_on(tiers, on=day)
            truth = tier.percent if tier else 0
            right += 1
            mistaken_four += naive_four_to_six(bill_date, day) != truth
            mistaken_three += naive_three_or_more(bill_date, day) != truth
    assert 0.25 < mistaken_four / right < 0.33
    assert 0.005 < mistaken_three / right < 0.02


def test_brute_force_every_day_has_exactly_one_answer_and_never_rises():
    """Every bill date of four years × 480 days: one tier or none, falling once it has begun, nothing after the last day."""
    for bill_date in BILL_DATES:
        tiers = tier_table(FIRST, bill_date=bill_date, base=Decimal(10_001))
        edges = [anniversary(bill_date, n) for n in (3, 6, 9, 12, 15)]
        begun, before = False, 101
        for offset in range(DAYS):
            day = bill_date + timedelta(days=offset)
            holding = [tier for tier in tiers if tier.start <= day <= tier.end]
            assert len(holding) == (1 if edges[0] < day <= edges[4] else 0)
            now = holding[0].percent if holding else 0
            assert not begun or now <= before
            begun, before = begun or now > 0, now
        assert [tier.end for tier in tiers] == edges[1:]


def test_months_count_from_the_bill_date_never_by_way_of_february():
    assert anniversary(date(2021, 1, 31), 3) == date(2021, 4, 30)
    assert anniversary(date(2020, 2, 29), 12) == date(2021, 2, 28)
    assert anniversary(anniversary(date(2021, 1, 31), 1), 2) == date(2021, 4, 28), "the control: step by step is another day"


def test_the_financial_year_turns_on_1_april():
    assert financial_year(date(2027, 3, 31)) == 2026
    assert financial_year(date(2027, 4, 1)) == 2027


def test_the_example_of_5_november_2020():
    tiers = tier_table(FIRST, bill_date=date(2020, 11, 5), base=Decimal(9999))
    assert [(t.start.isoformat(), t.end.isoformat(), t.percent, int(t.value)) for t in tiers] == [
        ("2021-02-06", "2021-05-05", 70, 6999),
        ("2021-05-06", "2021-08-05", 60, 5999),
        ("2021-08-06", "2021-11-05", 50, 5000),
        ("2021-11-06", "2022-02-05", 40, 4000),
    ]


def test_half_a_rupee_goes_up_where_bankers_rounding_would_go_down():
    tiers = tier_table(FIRST, bill_date=date(2020, 11, 5), base=Decimal(10_001))
    assert tiers[2].value == Decimal(5001)


def promise(**changes):
    return Promise(**({"terms": FIRST, "bill_date": date(2020, 11, 5), "base": Decimal(9999)} | changes))


def test_waiting_tells_when_the_first_tier_opens():
    value = assured_value(promise(), on=date(2021, 2, 5))
    assert (value.value_status, value.percent, value.assured, value.tier) == (ValueStatus.WAITING, 0, 0, None)
    assert (value.next.on, value.next.assured) == (date(2021, 2, 6), 6999)


def test_open_carries_its_working():
    value = assured_value(promise(), on=date(2021, 5, 5))
    assert [line.text for line in value.working] == [
        "SRP on the bill date: ₹9,999",
        "Bill date 5 Nov 2020 + 3 months: 5 Feb 2021",
        "5 May 2021 is after it, through 5 May 2021: 70 %",
        "9,999 × 70 % = 6,999.30: ₹6,999",
    ]
    assert (value.next.on, value.next.assured) == (date(2021, 5, 6), 5999)


def test_the_last_tier_ends_in_nothing():
    value = assured_value(promise(), on=date(2022, 2, 5))
    assert (value.assured, value.next.on, value.next.assured) == (4000, date(2022, 2, 6), 0)


def test_expired_by_date_while_the_record_still_says_active():
    value = assured_value(promise(), on=date(2022, 2, 6))
    assert (value.value_status, value.assured, value.next) == (ValueStatus.EXPIRED, 0, None)


def test_a_hold_made_in_time_is_honoured_through_its_last_day_and_no_longer():
    held = promise(hold=Hold(percent=40, through=date(2022, 2, 8)))
    inside = assured_value(held, on=date(2022, 2, 8))
    assert (inside.value_status, inside.percent, inside.assured, inside.tier) == (ValueStatus.OPEN, 40, 4000, None)
    assert assured_value(held, on=date(2022, 2, 9)).value_status is ValueStatus.EXPIRED


def test_a_hold_keeps_the_higher_tier_after_the_fall():
    value = assured_value(promise(hold=Hold(percent=70, through=date(2021, 5, 8))), on=date(2021, 5, 6))
    assert (value.percent, value.assured, value.tier.percent, value.held.assured) == (70, 6999, 60, 6999)


@pytest.mark.parametrize("status", [Status.PENDING, Status.SUSPENDED, Status.REDEEMED, Status.CANCELLED, Status.EXPIRED])
def test_plans_that_are_not_active_give_nothing(status):
    value = assured_value(promise(status=status), on=date(2021, 3, 1))
    assert (value.value_status.value, value.assured, value.tier, value.held, value.next) == (status.value, 0, None, None, None)
    assert value.working[-1].text == f"The plan is {status.value}: ₹0"


def test_the_dates_run_on_while_suspended():
    assert assured_value(promise(status=Status.SUSPENDED), on=date(2022, 2, 6)).value_status is ValueStatus.EXPIRED


def test_every_working_line_reads_in_hindi_too():
    for day in (date(2020, 12, 1), date(2021, 3, 1), date(2023, 1, 1)):
        for line in assured_value(promise(), on=day).working:
            label, value = line.read("hi")
            assert any("\u0900" <= sign <= "\u097f" for sign in label + value) or "×" in label


def test_terms_may_take_the_lower_of_srp_and_phone_price():
    lower = Terms(version=2, tiers=FIRST.tiers, activation_days=7, free_look_days=7, basis=Basis.LOWER)
    assert value_base(lower, srp=Decimal(9999), phone_price=Decimal(9500)) == 9500
    assert value_base(FIRST, srp=Decimal(9999), phone_price=Decimal(9500)) == 9999


def test_frozen_terms_come_back_equal():
    assert Terms.thawed(FIRST.frozen()) == FIRST


@pytest.mark.parametrize("tiers", [(), (Tier(3, 6, 70), Tier(7, 9, 60)), (Tier(3, 6, 60), Tier(6, 9, 70))])
def test_terms_with_gaps_or_rising_tiers_cannot_be_made(tiers):
    with pytest.raises(ValueError, match="tier"):
        Terms(version=1, tiers=tiers, activation_days=7, free_look_days=7)


@given(st.dates(date(2020, 11, 5), date(2040, 12, 31)), st.integers(1_000, 200_000), st.integers(0, 600))
def test_value_falls_with_time_and_never_exceeds_the_first_tier(bill_date, srp, offset):
    it = promise(bill_date=bill_date, base=Decimal(srp))
    day = bill_date + timedelta(days=offset)
    today, tomorrow = assured_value(it, on=day), assured_value(it, on=day + timedelta(days=1))
    assert today.value_status is ValueStatus.WAITING or tomorrow.assured <= today.assured
    assert today.assured <= Decimal(srp) * 7 / 10 + 1
    assert (day <= last_day(FIRST, bill_date=bill_date)) == (today.value_status is not ValueStatus.EXPIRED)
