"""A store's week in plain lines, as it is mailed: figures and the staff's own names, nobody else's."""

from __future__ import annotations

from collections.abc import Iterator

from upgrade_program.kernel.wording import rupees_text
from upgrade_program.reporting.dashboard.shop import Shop
from upgrade_program.reporting.dashboard.trading import Day


def week_text(board: Shop) -> str:
    """All lines of the week."""
    parts = (_trade(board.week, board.week_before), _league(board), _refusals(board), _exceptions(board))
    return "\n\n".join("\n".join(lines) for lines in map(list, parts) if lines)


def _trade(week: Day, before: Day) -> Iterator[str]:
    yield f"Plans sold: {week.sales}, {rupees_text(week.fees)} (week before: {before.sales}, {rupees_text(before.fees)})"
    if week.returned:
        yield f"Plans cancelled: {week.returned}, {rupees_text(week.fees_returned)} given back"
    yield f"Upgrades: {week.exchanges}, {rupees_text(week.exchanged)} exchanged (week before: {before.exchanges})"
    if week.reversed:
        yield f"Upgrades taken back: {week.reversed}, {rupees_text(week.exchanged_back)}"


def _league(board: Shop) -> Iterator[str]:
    for line in board.league:
        yield f"{line.name}: {line.sales} sold, {rupees_text(line.fees)}; {line.settled} upgraded"


def _refusals(board: Shop) -> Iterator[str]:
    if board.refusals:
        yield f"Claims refused: {board.refused}"
        for reason in board.refusals:
            yield f"  {reason.words}: {reason.count}"


def _exceptions(board: Shop) -> Iterator[str]:
    for line in board.exceptions:
        named = (
            (line.asked, "waivers asked for"),
            (line.granted, "waivers allowed"),
            (line.rejected, "waivers rejected"),
            (line.refusals, "claims refused"),
            (line.reversals, "upgrades taken back"),
            (line.voids, "plans cancelled"),
        )
        yield f"{line.name}: " + ", ".join(f"{words} {count}" for count, words in named if count)
