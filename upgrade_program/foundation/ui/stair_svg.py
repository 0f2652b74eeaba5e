"""A drawn step chart as SVG: geometry in attributes, colour in classes. Pure.

Written here and not in a template, where the hundred and fifty numbers of a chart cost more than the rest of its page.
"""

from __future__ import annotations

from html import escape

from upgrade_program.foundation.ui.labels import Text
from upgrade_program.foundation.ui.stair import Bar, Stair, Today


def svg(chart: Stair) -> str:
    """The chart as an `<svg>`; every word in it is escaped."""
    width, axis = chart.frame.width, chart.axis
    parts = [
        f'<svg class="stair" viewBox="0 0 {width} {chart.frame.height}" role="img" aria-label="{escape(chart.label)}">',
        f'<path class="s-wait" d="{chart.waiting}" />' if chart.waiting else "",
        *map(_bar, chart.bars),
        f'<line class="s-axis" x1="0" x2="{width}" y1="{axis}" y2="{axis}" />',
        _today(chart.today, axis) if chart.today else "",
        *map(_text, chart.texts),
        "</svg>",
    ]
    return "\n".join(filter(None, parts))


def _bar(bar: Bar) -> str:
    return f'<rect class="{bar.css}" x="{bar.x}" y="{bar.y}" width="{bar.width}" height="{bar.height}" />'


def _today(at: Today, axis: float) -> str:
    """Today's line in its halo, and the pill with its word on top."""
    line = f'x1="{at.x}" x2="{at.x}" y1="24" y2="{axis}" />'
    return (
        f'<line class="s-halo" {line}\n<line class="s-today" {line}\n'
        f'<rect class="s-pill" x="{at.pill_x}" y="0" width="62" height="26" rx="6" />\n'
        f'<text class="t-pill" x="{at.text_x}" y="18" text-anchor="middle">{escape(at.word)}</text>'
    )


def _text(text: Text) -> str:
    return f'<text class="{text.css}" x="{text.x}" y="{text.y}" text-anchor="{text.anchor}">{escape(text.text)}</text>'
