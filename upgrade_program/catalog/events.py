"""News of the catalogue, as rows in the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class SellingStopped:
    """Nobody sells a plan on a model any more; `at` is the instant in ISO form."""

    topic: ClassVar[str] = "selling.stopped"

    stop_id: int
    model_id: int
    at: str

    @property
    def cause(self) -> str:
        return f"stop:{self.stop_id}:stopped"


@dataclass(frozen=True, slots=True)
class SellingResumed:
    """A stop was lifted by two people; `at` is the instant in ISO form."""

    topic: ClassVar[str] = "selling.resumed"

    stop_id: int
    model_id: int
    at: str

    @property
    def cause(self) -> str:
        return f"stop:{self.stop_id}:resumed"
