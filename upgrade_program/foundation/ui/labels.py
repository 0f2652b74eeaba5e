"""Words on a chart: how wide they are, and which of them may stand where without touching."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

Anchor = Literal["start", "end"]
_WIDTHS = {" ": 4.5, ",": 4.7, ".": 4.7, ":": 4.7, "₹": 10.2, "%": 13.5, "l": 4.4, "i": 4.4, "t": 5.9, "m": 14.2, "M": 14.5}
_CAP = 12.0  # height of a capital or digit of 16 px
_TAIL = 4.0  # what hangs below the baseline: a comma, a vowel sign


@dataclass(frozen=True, slots=True)
class Text:
    """One placed text: `x` and `y` are its anchor on the baseline, `css` its class."""

    text: str
    css: str
    x: float
    y: float
    anchor: Anchor = "start"

    @property
    def box(self) -> tuple[float, float, float, float]:
        """left, right, top and bottom of the ink, tails of commas included."""
        width = text_width(self.text)
        left = self.x if self.anchor == "start" else self.x - width
        return left, left + width, self.y - _CAP, self.y + _TAIL


@lru_cache(maxsize=4096)
def text_width(text: str) -> float:
    """Width in px at 16 px with tabular figures, measured on Inter and rounded up; vowel signs of Devanagari stand on their letter."""
    return sum(_WIDTHS.get(sign, 10.2) for sign in text if not "\u093a" <= sign <= "\u094f")


@dataclass(slots=True)
class Placed:
    """The texts standing so far; a new one is refused where it would touch one of them, a reserved place or the frame."""

    width: float
    texts: list[Text] = field(default_factory=list)
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def reserve(self, left: float, right: float, top: float, bottom: float) -> None:
        self.taken.append((left, right, top, bottom))

    def put(self, text: str, css: str, x: float, y: float, *, anchor: Anchor = "start") -> bool:
        """Place the text if there is room; says whether it stands."""
        new = Text(text=text, css=css, x=round(x, 1), y=round(y, 1), anchor=anchor)
        left, right, top, bottom = new.box
        if left < 0 or right > self.width + 0.5:
            return False
        for other in self.taken:
            if left < other[1] + 1 and other[0] < right + 1 and top < other[3] + 1 and other[2] < bottom + 1:
                return False
        self.texts.append(new)
        self.taken.append(new.box)
        return True

    def put_first(self, text: str, css: str, y: float, places: tuple[float, ...]) -> bool:
        """Place the text at the first of `places` that has room."""
        return any(self.put(text, css, x, y) for x in places)
