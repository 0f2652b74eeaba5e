"""The table of performance.md, filled in: medians with minimum and maximum, ratios, goals met or not."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import TypeVar

from rich.console import Console
from rich.table import Table

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Goal:
    """One figure and its bound."""

    what: str
    value: float | None
    bound: float
    at_most: bool = True

    @property
    def met(self) -> bool | None:
        """None when it could not be counted."""
        if self.value is None:
            return None
        return self.value <= self.bound if self.at_most else self.value >= self.bound

    def __str__(self) -> str:
        sign, verdict = "≤" if self.at_most else "≥", {True: "met", False: "NOT MET", None: "not counted"}[self.met]
        return f"{self.what} {_short(self.value)} {sign} {_short(self.bound)}: {verdict}"


@dataclass(slots=True)
class Row:
    """One thing measured: the rounds of ours and of the baseline, in `unit`, and what it was held to."""

    what: str
    unit: str
    ours: Sequence[float]
    baseline: Sequence[float]
    ratio: float
    goals: list[Goal] = field(default_factory=list)
    postgres_ms: float | None = None
    web_ms: float | None = None
    statements: float | None = None
    note: str = ""


class Results:
    """Rows in the order they were measured; printed and kept as JSON after each."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.rows: list[Row] = []

    def add(self, row: Row) -> None:
        self.rows.append(row)
        self.file.parent.mkdir(parents=True, exist_ok=True)
        kept = [asdict(row) | {"goals": [asdict(goal) | {"met": goal.met} for goal in row.goals]} for row in self.rows]
        self.file.write_text(json.dumps(kept, indent=1, ensure_ascii=False))

    def show(self) -> None:
        table = Table(title="Medians (minimum to maximum) of interleaved rounds")
        heads = ("what", "ours", "baseline", "ratio", "CPU ms: PostgreSQL + web", "statements", "goals")
        for head in heads:
            table.add_column(head)
        for row in self.rows:
            cpu = f"{row.postgres_ms:.2f} + {row.web_ms:.2f}" if row.postgres_ms is not None and row.web_ms is not None else "–"
            goals = "\n".join([*map(str, row.goals), *([row.note] if row.note else [])])
            table.add_row(
                row.what, spread(row.ours, row.unit), spread(row.baseline, row.unit), f"{row.ratio:.3f}", cpu, _short(row.statements), goals
            )
        Console(width=170).print(table)


def spread(rounds: Sequence[float], unit: str) -> str:
    return f"{_short(median(rounds))} {unit}\n({_short(min(rounds))} to {_short(max(rounds))})" if rounds else "–"


def of(rounds: Sequence[T], pick: Callable[[T], float]) -> list[float]:
    return [pick(one) for one in rounds]


def _short(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
