"""The columns that the tables of the buyback share."""

from __future__ import annotations

from typing import Any

from django.db import models

from stores.models import StaffUser


def amount(**options: Any) -> models.DecimalField[Any, Any]:
    """Rupees."""
    return models.DecimalField(max_digits=10, decimal_places=2, **options)


def person(**options: Any) -> models.ForeignKey[Any, Any]:
    """A member of staff who did something."""
    return models.ForeignKey(StaffUser, on_delete=models.PROTECT, related_name="+", db_index=False, **options)
