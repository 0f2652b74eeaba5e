"""What a version of the programme says: settings, earn rules, the ladder of status. Pure: dates and amounts only."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from loyalty.programme.enums import Occasion, Period, Rounding
from upgrade_program.kernel.months import anniversary


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The settings in force on a day. `rupees_per_point` and `membership_price` (a month) in rupees; `id` names the version."""

    id: int
    version: int
    pending_days: int
    life_months: int
    rounding: Rounding
    rupees_per_point: int
    min_points: int
    step: int
    most_share_percent: int
    check_in_points: int
    streak_days: int
    streak_points: int
    membership_price: Decimal
    membership_months: tuple[int, ...]
    membership_multiplier: Decimal
    repairs_a_year: int

    def first_day(self, on: date) -> date:
        """The day from whose start points of an act of `on` are available, where no free look of a plan says otherwise."""
        return on + timedelta(days=self.pending_days + 1)

    def last_day(self, live_on: date) -> date:
        """The last day of points that became available on a day: the end of the month, `life_months` later (rules 2 and 15)."""
        day = anniversary(live_on, self.life_months)
        return day.replace(day=monthrange(day.year, day.month)[1])

    def payable_points(self, bill: Decimal, *, available: int) -> int:
        """The most points of so many that may pay a part of a bill of so many rupees; 0 where that is fewer than the minimum."""
        share = int(bill * self.most_share_percent / 100 / self.rupees_per_point)
        most = min(available, share) // self.step * self.step
        return most if most >= self.min_points else 0

    @property
    def least_points(self) -> int:
        """The fewest points that pay a part of a bill: whole steps."""
        return -(-self.min_points // self.step) * self.step

    def check_in(self, days_in_a_row: int) -> int:
        """The points of the check-in that makes it so many days in a row."""
        return self.check_in_points + (self.streak_points if days_in_a_row % self.streak_days == 0 else 0)

    def membership_price_of(self, months: int) -> Decimal:
        """What so many months cost together, in rupees."""
        return self.membership_price * months


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One version of an earn rule: `points` for each `per_rupees` of the bill, or for the occasion where that is None.

    `title` is what members read, `title_hi` the same in Hindi or empty. Empty `brand` and `store_kind` and no `model_id` mean any.
    `cap_points` is what a member earns by it in a `cap_period` at most.
    """

    id: int
    key: str
    version: int
    occasion: Occasion
    title: str
    points: Decimal
    per_rupees: int | None
    multiplied: bool
    min_bill: Decimal | None
    brand: str
    model_id: int | None
    store_kind: str
    cap_points: int | None
    cap_period: Period | None
    title_hi: str = ""

    @property
    def name(self) -> str:
        """How the ledger's entries name it: key and version id."""
        return f"{self.key}:{self.id}"

    def named(self, language: str) -> str:
        """What it gives points for, in a language; in English where head office wrote no other."""
        return (self.title_hi if language == "hi" else "") or self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A step of the ladder: from how many qualifying points on, and what it multiplies points by. `rank` 0 is everybody's."""

    rank: int
    name: str
    threshold: int
    multiplier: Decimal
    name_hi: str = ""

    def named(self, language: str) -> str:
        """What it is called in a language; in English where head office wrote no other."""
        return (self.name_hi if language == "hi" else "") or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The levels of a status version, lowest first, and over how many months points qualify."""

    id: int
    version: int
    window_months: int
    levels: tuple[Level, ...]

    def reached(self, points: int) -> Level:
        """The highest level whose threshold so many points reach."""
        return max((level for level in self.levels if level.threshold <= max(points, 0)), key=lambda level: level.rank)

    def level(self, rank: int) -> Level:
        """The level of a rank; of a rank this version does not have, the nearest below."""
        return max((level for level in self.levels if level.rank <= rank), key=lambda level: level.rank)

    def above(self, level: Level) -> Level | None:
        """The next level up, if there is one."""
        return next((higher for higher in self.levels if higher.rank > level.rank), None)


def period_of(day: date, period: Period) -> tuple[date, date]:
    """First day of the period a day lies in, and the day after its last."""
    if period is Period.DAY:
        return day, day + timedelta(days=1)
    if period is Period.MONTH:
        first = day.replace(day=1)
        return first, anniversary(first, 1)
    if period is Period.YEAR:
        return date(day.year, 1, 1), date(day.year + 1, 1, 1)
    return date.min, date.max
