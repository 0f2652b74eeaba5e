"""What a file of stores or staff would change: line by line, field by field, with a mark that tells two such differences apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum


class What(StrEnum):
    """What becomes of the store or person of a line."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field as it stands and as the file has it, in words; `before` is empty where nothing stood."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class LineChange:
    line: int
    key: str
    what: What
    fields: list[FieldChange]


@dataclass(frozen=True, slots=True)
class Difference:
    lines: list[LineChange]

    @property
    def changing(self) -> list[LineChange]:
        """The lines that do something."""
        return [line for line in self.lines if line.what is not What.SAME]

    def count(self, what: What) -> int:
        return sum(line.what is what for line in self.lines)

    @property
    def mark(self) -> str:
        """The same for the same difference, another for any other: what one person saw is what is applied."""
        return hashlib.sha256(json.dumps([asdict(line) for line in self.lines]).encode()).hexdigest()


def changes_between(before: Mapping[str, object], after: Mapping[str, object]) -> list[FieldChange]:
    """The fields of `after` that differ, in its order."""
    return [
        FieldChange(name, str(before.get(name, "")), str(value)) for name, value in after.items() if str(before.get(name, "")) != str(value)
    ]
