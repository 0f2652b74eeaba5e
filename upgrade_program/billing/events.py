"""News of a store's money, as rows in the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class DrawerClosed:
    """A cash drawer was closed; `on` is the business day it was opened on, `at` the instant it closed, both in ISO form."""

    topic: ClassVar[str] = "drawer.closed"

    drawer_id: int
    store_id: int
    on: str
    at: str

    @property
    def cause(self) -> str:
        return f"drawer:{self.drawer_id}:closed"
