"""Check list and gates as a claim asks them: snapshotted when it opens, so that later terms change no word of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Point:
    """One gate or question: its key, the clause of the terms, its words per language; per cent are 0 for a gate."""

    key: str
    clause: str
    words: dict[str, dict[str, Any]]
    minor: int = 0
    major: int = 0

    def says(self, what: str, language: str = "en") -> str:
        """One of its words: title, passes, fails (a gate); title, test, none, minor, major (a question)."""
        return str(self.words[language][what])

    def remedy(self, language: str = "en") -> list[str]:
        """What staff do, and have the customer do, about a gate that was not passed, step by step."""
        return list(self.words[language].get("remedy", ()))

    def advice(self, language: str = "en") -> list[str]:
        """The same in words for the customer; terms that have none give those for staff."""
        return list(self.words[language].get("advice", ())) or self.remedy(language)

    def cause(self, language: str = "en") -> str:
        """What was not met, without a full stop."""
        return self.refusal(language).rstrip(".।")

    def refusal(self, language: str = "en") -> str:
        """What was not met: a gate as it fails (its title names what passes), a question by its title."""
        words = self.words[language]
        return str(words.get("fails") or words["title"])


@dataclass(frozen=True, slots=True)
class Wording:
    """All points of a claim, in order."""

    gates: tuple[Point, ...]
    checks: tuple[Point, ...]

    @classmethod
    def kept(cls, kept: dict[str, Any]) -> Wording:
        """Out of the claim's snapshot."""
        return cls(
            gates=tuple(Point(key=row["key"], clause=row["clause"], words=row["words"]) for row in kept["gates"]),
            checks=tuple(
                Point(key=row["key"], clause=row["clause"], words=row["words"], minor=row["minor"], major=row["major"])
                for row in kept["checks"]
            ),
        )

    def gate(self, key: str) -> Point:
        """The gate of a key; a KeyError for none."""
        return _of(self.gates, key)

    def check(self, key: str) -> Point:
        """The question of a key; a KeyError for none."""
        return _of(self.checks, key)

    def point(self, key: str) -> Point | None:
        """The gate or question of a key."""
        return next((point for point in (*self.gates, *self.checks) if point.key == key), None)

    def point_of_clause(self, clause: str) -> Point | None:
        """The gate or question that a clause of the terms is about."""
        return next((point for point in (*self.gates, *self.checks) if point.clause == clause), None)


def _of(points: tuple[Point, ...], key: str) -> Point:
    for point in points:
        if point.key == key:
            return point
    raise KeyError(key)
