"""The oracle of the plays, its half of plans: what is promised when, on which handset and to whom, and what was asked for it."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

TIERS = ((3, 6, 70), (6, 9, 60), (9, 12, 50), (12, 15, 40))
QUESTIONS = {
    "display": (10, 25), "touch": (8, 20), "camera": (5, 15), "battery": (5, 15),
    "wifi": (3, 10), "fingerprint": (3, 10), "sound": (3, 8), "body": (5, 15),
}  # fmt: skip


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def share(rupees: int, percent: int) -> int:
    """So many per cent, half up."""
    return (rupees * percent + 50) // 100


def deducted(assured: int, answers: Mapping[str, str]) -> int:
    """The rupees that the answers take."""
    left, total = 100, 0
    for key, (minor, major) in QUESTIONS.items():
        percent = min(left, {"none": 0, "minor": minor, "major": major}[answers[key]])
        left -= percent
        total += share(assured, percent)
    return min(total, assured)


@dataclass
class Asked:
    """An extension that was asked for: per cent, last day, and whether head office has to grant it."""

    pk: int
    percent: int
    through: date
    above: bool
    waits: bool = True


@dataclass
class Exchange:
    """A warranty exchange that was asked for: the approval, the new handset, and the name of the asker."""

    pk: int
    imei: str
    asker: str
    waits: bool = True


@dataclass
class Promised:
    """What the oracle knows of a plan; `hold` is per cent and last day, `before` the handsets it stood on before its own."""

    pk: int
    store: str
    imei: str
    srp: int
    billed: date
    mobile: str
    name: str
    moves: bool  # whether its terms let it go to another person
    status: str = "active"
    before: list[str] = field(default_factory=list)
    exchange: Exchange | None = None
    hold: tuple[int, date] | None = None
    extended: bool = False
    asked: Asked | None = None

    @property
    def ends(self) -> date:
        return months_after(self.billed, TIERS[-1][1])

    def over(self, on: date) -> bool:
        """Whether its last day, and that of its hold, has passed."""
        return on > self.ends and not self.held(on)

    def end(self, status: str) -> None:
        """It ends or rests: nothing is held, and what was asked for it waits no more."""
        self.status, self.hold = status, None
        for asked in (self.asked, self.exchange):
            if asked:
                asked.waits = False

    def expire(self) -> None:
        """Its last day has passed; an exchange is moot, while an extension that waits may yet let it live again."""
        self.status, self.hold = "expired", None
        if self.exchange:
            self.exchange.waits = False

    @property
    def standing(self) -> tuple[bool, bool, bool]:
        """What the rows say of its own handset: live, barred, swapped away."""
        return self.status in {"active", "suspended"}, self.status in {"expired", "redeemed"}, False

    def tier(self, on: date) -> int:
        """The per cent of the day's own tier; 0 for none."""
        return next((percent for a, b, percent in TIERS if months_after(self.billed, a) < on <= months_after(self.billed, b)), 0)

    def held(self, on: date) -> int:
        return self.hold[0] if self.hold and self.hold[1] >= on else 0

    def gives(self, on: date) -> int:
        """The per cent that the plan gives on a day."""
        return (self.held(on) or self.tier(on)) if self.status == "active" else 0

    def ended_tier(self, on: date) -> tuple[int, date] | None:
        """Per cent and last day of the tier that ended most lately."""
        over = [(percent, months_after(self.billed, through)) for _, through, percent in TIERS]
        return next(((percent, last) for percent, last in reversed(over) if last < on), None)
