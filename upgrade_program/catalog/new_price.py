"""A new price as somebody typed it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPrice:
    """A typed price in rupees of a model, or of one variant; `seen_id` is the last price of it (running or planned) that was shown."""

    model_id: int
    amount: Decimal
    seen_id: int | None
    variant_id: int | None = None

    @property
    def key(self) -> str:
        """How refusals name the row: model:12, variant:7."""
        return f"variant:{self.variant_id}" if self.variant_id else f"model:{self.model_id}"
