"""Why an entry is written: its source, its rule, its actor and its instant. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from upgrade_program.kernel.actor import SYSTEM, Actor

_TYPE = re.compile(r"[a-z][a-z_]{0,29}")
LONGEST_ID = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """The reason of an entry. `source_type` is a lower-case word, `source_id` unique with it and the kind of entry, for ever.

    `rule` names the dated version that gave the points, as `phone_bill:3`; `facts` are the inputs of the working, as plain texts.
    A source without words, one too long, and an instant without offset are ValueErrors.
    """

    source_type: str
    source_id: str
    at: datetime
    actor: Actor = SYSTEM
    store_id: int | None = None
    rule: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    def __post_init__(self) -> None:
        if not _TYPE.fullmatch(self.source_type) or not 0 < len(self.source_id) <= LONGEST_ID:
            raise ValueError(f"not a source: {self.source_type!r} {self.source_id!r}")
        if self.at.tzinfo is None:
            raise ValueError("an instant needs its offset")

    @property
    def source(self) -> tuple[str, str]:
        return self.source_type, self.source_id

    @property
    def actor_name(self) -> str:
        """Who did it, as the entry keeps it: a member of staff by name, anybody else by role, so that nobody need be erased here."""
        return self.actor.name or self.actor.username if self.actor.is_staff else str(self.actor.role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earning:
    """One earn of many. Pending while `live_from` lies after the cause's instant; undated without `expires_at`.

    Points under one, an instant without offset, and a life that ends before it begins are ValueErrors.
    """

    customer_id: int
    points: int
    cause: Cause
    live_from: datetime
    expires_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.points < 1:
            raise ValueError("an earn gives at least one point")
        if self.live_from.tzinfo is None or (self.expires_at is not None and self.expires_at.tzinfo is None):
            raise ValueError("an instant needs its offset")
        if self.expires_at is not None and self.expires_at <= max(self.live_from, self.cause.at):
            raise ValueError("points live before they expire")

    @property
    def pending(self) -> bool:
        return self.live_from > self.cause.at
