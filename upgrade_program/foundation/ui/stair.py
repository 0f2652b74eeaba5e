"""The step chart: geometry of a value that falls on known days. Pure; the template only writes it down. Source: design section 7.

x is days, linear, from the bill date to the day after the last day; y is rupees from zero, so heights stay honest.
Every text is measured before it is placed: one that would touch another, or leave the frame, gives way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from upgrade_program.foundation.ui import figures
from upgrade_program.foundation.ui.labels import Placed, Text, text_width
from upgrade_program.foundation.ui.stair_words import Words

_TOP = 58.0  # the highest step's roof; above it stand its rupees and the pill
_LINE = 21.0  # from one line of days to the next
_GAP = 2.0  # between two steps
_PILL = (62.0, 26.0)


@dataclass(frozen=True, slots=True)
class Step:
    """One tier as drawn: from its first day through its last, what it gives in per cent and rupees."""

    first: date
    through: date
    percent: int | Decimal
    value: Decimal


@dataclass(frozen=True, slots=True)
class Frame:
    """One size at which the chart is drawn, so that its text stays 16 px."""

    width: float
    height: float
    names_waiting: bool


WIDE = Frame(width=850, height=270, names_waiting=True)
NARROW = Frame(width=328, height=228, names_waiting=False)


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    css: str


@dataclass(frozen=True, slots=True)
class Today:
    """The ink line of today with its pill, both clamped to the frame."""

    x: float
    bottom: float
    pill_x: float
    text_x: float
    word: str


@dataclass(frozen=True, slots=True)
class Stair:
    """A drawn chart: everything the template writes, nothing it works out."""

    frame: Frame
    axis: float
    label: str
    waiting: str
    bars: tuple[Bar, ...]
    texts: tuple[Text, ...]
    today: Today | None


def draw(
    *,
    frame: Frame,
    bill_date: date,
    last_day: date,
    steps: Sequence[Step],
    words: Words,
    today: date | None = None,
    live: bool = True,
) -> Stair:
    """The chart of `steps` in `frame`. Without `today` no day is marked; `live` False greys every step (cancelled, redeemed)."""
    if last_day < bill_date:
        raise ValueError("the last day lies before the bill date")
    return _Drawing(frame=frame, bill_date=bill_date, last_day=last_day, steps=tuple(steps), words=words, today=today, live=live).finish()


@dataclass(slots=True)
class _Drawing:
    frame: Frame
    bill_date: date
    last_day: date
    steps: tuple[Step, ...]
    words: Words
    today: date | None
    live: bool
    placed: Placed = field(init=False)
    axis: float = field(init=False)

    def finish(self) -> Stair:
        self.placed = Placed(width=self.frame.width)
        end = self.words.last_day.format(day=figures.day(self.last_day, language=self.words.language))
        self.axis = self.frame.height - 50.0
        if self._years_reach(text_width(end)):
            self.axis -= _LINE  # the last day then has a line of its own
        marker = self._marker()
        if marker is not None:
            self.placed.reserve(marker.x - 2, marker.x + 2, _PILL[1], self.axis)
        bars = tuple(self._bar(step) for step in self.steps)
        self.placed.put(end, "", self.frame.width, self.frame.height - 8, anchor="end")
        now_first = sorted(zip(self.steps, bars, strict=True), key=lambda pair: self._state(pair[0]) != "now")
        for step, bar in now_first:
            self._value(step, bar)
        for step, bar in now_first:
            self._share(step, bar)
        self._days()
        waits = self._x(self.steps[0].first) - 8 if self.steps else self.frame.width
        if self.frame.names_waiting and waits > text_width(self.words.waiting):
            self.placed.put(self.words.waiting, "", 2, self.axis - 18)
        return Stair(
            frame=self.frame,
            axis=self.axis,
            label=self._spoken(),
            waiting=f"M3 {_n(self.axis - 6)}H{_n(waits)}" if waits > 8 else "",
            bars=bars,
            texts=tuple(self.placed.texts),
            today=marker,
        )

    def _x(self, on: date) -> float:
        whole = (self.last_day - self.bill_date).days + 1
        return round(self.frame.width * (on - self.bill_date).days / whole, 1)

    def _state(self, step: Step) -> str:
        if not self.live:
            return "past"
        if self.today is None or self.today < step.first:
            return "next"
        return "now" if self.today <= step.through else "past"

    def _bar(self, step: Step) -> Bar:
        highest = max(each.value for each in self.steps)
        left, right = self._x(step.first), self._x(step.through + timedelta(days=1))
        height = round(float(step.value / highest) * (self.axis - _TOP), 1) if highest else 0.0
        return Bar(x=_r(left + 1), y=_r(self.axis - height), width=_r(right - left - _GAP), height=height, css=f"s-{self._state(step)}")

    def _value(self, step: Step, bar: Bar) -> None:
        """The rupees above the step; beside today's line where that would cross them."""
        value, line, right = figures.money(step.value), self._line(), bar.x + bar.width
        width = text_width(value)
        # Over its own step; where today's line crosses that, on the side of the line that has more of the step.
        beside = (line + 7, line - 4 - width) if line < bar.x + bar.width / 2 else (line - 4 - width, line + 7)
        over = (bar.x + 1, right - width, *(x for x in beside if x < right and x + width > bar.x - 12))
        self.placed.put_first(value, "v-now" if self._state(step) == "now" else "v", bar.y - 8, over)

    def _share(self, step: Step, bar: Bar) -> None:
        """The per cent inside the step, once all rupees stand: a line lower where those of the next step lean over this one."""
        share, line, right = figures.percent(step.percent), self._line(), bar.x + bar.width
        width = text_width(share)
        inside = tuple(x for x in (bar.x + 9, line + 7, bar.x + 4, line - 4 - width) if bar.x <= x <= right - width)
        for y in (bar.y + 24, bar.y + 24 + _LINE):
            if y <= self.axis - 6 and self.placed.put_first(share, f"p-{self._state(step)}", y, inside):
                return

    def _line(self) -> float:
        """Where today's line stands; far off where there is none."""
        return min(self._x(self.today), self.frame.width - 1) if self.today is not None else -99.0

    def _days(self) -> None:
        """First days below their steps, years below where they change; the bill date comes last and gives way."""
        shown = None if not self.steps else self.bill_date.year
        for number, step in enumerate(self.steps):
            x = self._x(step.first) + 2
            written = self.placed.put(figures.day(step.first, language=self.words.language, year=False), "", x, self.axis + _LINE)
            if written and (number == 0 or step.first.year != shown):
                self.placed.put(str(step.first.year), "", x, self.axis + 2 * _LINE)
            shown = step.first.year
        if self.placed.put(figures.day(self.bill_date, language=self.words.language, year=False), "", 0, self.axis + _LINE):
            self.placed.put(str(self.bill_date.year), "", 0, self.axis + 2 * _LINE)

    def _years_reach(self, end_width: float) -> bool:
        """Whether a year below a step would run into the words of the last day."""
        before = self.bill_date.year
        for number, step in enumerate(self.steps):
            if (number == 0 or step.first.year != before) and self._x(step.first) + 2 + text_width(
                "2027"
            ) + 8 > self.frame.width - end_width:
                return True
            before = step.first.year
        return False

    def _marker(self) -> Today | None:
        if self.today is None:
            return None
        x = min(max(self._x(self.today), 1.0), self.frame.width - 1)
        pill = min(max(x - _PILL[0] / 2, 0.0), self.frame.width - _PILL[0])
        return Today(x=_r(x), bottom=self.axis, pill_x=_r(pill), text_x=_r(pill + _PILL[0] / 2), word=self.words.today)

    def _spoken(self) -> str:
        lines = [
            self.words.span.format(
                first=figures.day(step.first, language=self.words.language),
                through=figures.day(step.through, language=self.words.language),
                value=figures.money(step.value),
            )
            for step in self.steps
        ]
        now = [f"{self.words.today} {figures.day(self.today, language=self.words.language)}"] if self.today is not None else []
        return f"{self.words.title}: {'; '.join([*now, *lines, self.words.nothing])}."


def _r(value: float) -> float:
    return round(value, 1)


def _n(value: float) -> str:
    return f"{value:g}"
