"""Status is told by dates alone: whatever the order of what is known, and against a second telling of the same rule."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.programme.rules import Ladder, Level
from loyalty.programme.standing import Qualifying, Standing, standing_on
from upgrade_program.kernel.months import anniversary

FIRST = date(2027, 1, 31)
LADDER = Ladder(
    id=1,
    version=1,
    window_months=12,
    levels=tuple(
        Level(rank=rank, name=name, threshold=threshold, multiplier=Decimal(1))
        for rank, (name, threshold) in enumerate((("Member", 0), ("Silver", 500), ("Gold", 2000), ("Platinum", 5000)))
    ),
)
DAYS = st.integers(0, 1500).map(lambda days: FIRST + timedelta(days=days))
EARNED = st.builds(
    lambda on, points, later, share: Qualifying(
        on=on, points=points, taken_back=((on + timedelta(days=later), points * share // 100),) if share else ()
    ),
    DAYS,
    st.sampled_from([50, 153, 300, 500, 1500, 3000]),
    st.integers(0, 700),
    st.sampled_from([0, 0, 50, 100]),
)


def standing(earned: list[Qualifying], on: date) -> Standing:
    return standing_on(earned, on=on, ladder=lambda _: LADDER)


def told_day_by_day(earned: list[Qualifying], on: date) -> tuple[int, date | None]:
    """The oracle: every day in turn, as somebody with a calendar would."""
    rank, since, day = 0, None, FIRST
    while day <= on:
        sum_of = 0
        for one in earned:
            if anniversary(day, -12) < one.on <= day:
                sum_of += one.points - sum(points for when, points in one.taken_back if when <= day)
        reached = max(level.rank for level in LADDER.levels if sum_of >= level.threshold)
        if (since is not None and rank and day == anniversary(since, 12)) or reached > rank:
            rank, since = reached, day
        day += timedelta(days=1)
    return rank, since


@settings(deadline=None)
@given(earned=st.lists(EARNED, max_size=8), on=DAYS, order=st.randoms(use_true_random=False))
def test_the_dates_give_what_a_calendar_gives_whatever_is_known_first(earned, on, order):
    rank, since = told_day_by_day(earned, on)
    mixed = list(earned)
    order.shuffle(mixed)
    told = standing(mixed, on)
    assert (told.level.rank, told.since) == (rank, since)
    assert told.review_on == (anniversary(since, 12) if rank and since else None)


def test_spending_and_expiry_are_no_part_of_it():
    """What is not an earning or its taking back cannot even be said."""
    assert {"on", "points", "taken_back"} == set(Qualifying.__dataclass_fields__)


def test_points_taken_back_in_the_same_year_keep_the_level_until_its_anniversary():
    earned = [Qualifying(on=FIRST, points=600, taken_back=((FIRST + timedelta(days=9), 600),))]
    assert standing(earned, FIRST + timedelta(days=300)).level.name == "Silver"
    assert standing(earned, anniversary(FIRST, 12)).level.name == "Member"


def test_another_ladder_counts_from_its_own_day():
    easier = Ladder(
        id=2, version=2, window_months=12, levels=(LADDER.levels[0], Level(rank=1, name="Silver", threshold=100, multiplier=Decimal(1)))
    )
    earned = [Qualifying(on=FIRST, points=150)]
    starts = FIRST + timedelta(days=30)
    told = [
        standing_on(earned, on=day, ladder=lambda on: easier if on >= starts else LADDER) for day in (starts - timedelta(days=1), starts)
    ]
    assert [(one.level.name, one.since) for one in told] == [("Member", None), ("Silver", starts)]
