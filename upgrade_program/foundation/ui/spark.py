"""A row of figures as one thin line, drawn by the server: geometry in attributes, colour of the text around it. Pure.

The line says how figures go; what they are stands beside it, and whoever does not see it hears the label.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT, EDGE = 120, 32, 3


def points(values: Sequence[int]) -> list[tuple[float, float]]:
    """Where each value stands, left to right; zero is the bottom, the largest the top."""
    largest = max([*values, 1])
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)
    return [(round(EDGE + n * step, 1), round(HEIGHT - EDGE - value / largest * (HEIGHT - 2 * EDGE), 1)) for n, value in enumerate(values)]


def svg(values: Sequence[int], *, label: str, css: str = "") -> str:
    """The line with a dot on its last value; nothing for no value."""
    placed = points(values)
    if not placed:
        return ""
    line = " ".join(f"{x},{y}" for x, y in placed)
    x, y = placed[-1]
    return (
        f'<svg class="{escape(css)}" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">'
        f'<polyline points="{line}" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" stroke-linecap="round" />'
        f'<circle cx="{x}" cy="{y}" r="{EDGE}" fill="currentColor" /></svg>'
    )


def told(values: Sequence[int]) -> str:
    """The same in words: `28 days: from 3 to 7, at most 9`."""
    if not values:
        return "no days"
    return f"{len(values)} days: from {values[0]} to {values[-1]}, at most {max(values)}"
