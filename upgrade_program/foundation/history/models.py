"""The one table of row history."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

LAW = "row_changes_are_only_added"
_ONLY_ADDED = f"RAISE EXCEPTION 'what was seen of a row is never changed or removed' USING ERRCODE = '23514', CONSTRAINT = '{LAW}';"


class RowChange(models.Model):
    """One row of a remembered table was added, changed or deleted, or `found` when the memory of its table began. Written by the
    owner's trigger alone; nobody else may.

    `before` and `after` are the whole row; what may name a person stands there as •••, and `changed` names the columns. `actor_id` is
    the person whose page it was, None for jobs, scripts and SQL; `role` is the database role that was signed in. `act` is the
    transaction: rows of one bulk edit share it. `reason` is what a session said by `SET LOCAL app.reason`.
    """

    table = models.CharField(max_length=63)
    key = models.CharField(max_length=40)
    op = models.CharField(max_length=6)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    changed: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=63))
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=63)
    act = models.BigIntegerField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(op__in=["insert", "found"], before__isnull=True, after__isnull=False)
                | Q(op="update", before__isnull=False, after__isnull=False)
                | Q(op="delete", before__isnull=False, after__isnull=True),
                name="a_row_change_says_what_stood_and_stands",
            )
        ]
        indexes = [models.Index(fields=["table", "key", "id"], name="row_changes_of_a_row")]
        triggers = [
            pgtrigger.Trigger(name=LAW, when=pgtrigger.Before, operation=pgtrigger.Update | pgtrigger.Delete, func=_ONLY_ADDED),
            pgtrigger.Trigger(
                name="row_changes_are_not_emptied",
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                level=pgtrigger.Statement,
                func=_ONLY_ADDED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.op} {self.table} {self.key}"
