"""Reading what is remembered of a row."""

from __future__ import annotations

from django.conf import settings
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from upgrade_program.foundation.history.models import RowChange


def is_remembered(table: str) -> bool:
    return table in settings.REMEMBERED


def changes_of(table: str, key: object) -> QuerySet[RowChange]:
    """Every change of one row, newest first."""
    return RowChange.objects.filter(table=table, key=str(key)).order_by("-id")


def changes_within(table: str, column: str, key: int) -> QuerySet[RowChange]:
    """Every change of the rows of a table that belong to another row: whose `column` is its key. Newest first."""
    row = Coalesce(F("after"), F("before"))
    return RowChange.objects.annotate(row=row).filter(table=table, **{f"row__{column}": key}).order_by("-id")
