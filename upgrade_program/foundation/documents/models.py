"""Who printed what, and which print was the original."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

_ONLY_ADDED = "RAISE EXCEPTION 'a print is never changed or removed' USING ERRCODE = '23514', CONSTRAINT = 'prints_are_only_added';"


class Print(models.Model):
    """One document handed to the printer. Ids only: nothing here names a customer.

    `subject` is what was printed (`document:17`, `certificate:42`), `form` on what paper; each pair has one original, ever.
    """

    subject = models.CharField(max_length=60)
    form = models.CharField(max_length=10)
    original = models.BooleanField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_role = models.CharField(max_length=20)
    store_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "form"], condition=Q(original=True), name="one_original_of_a_document_on_each_kind_of_paper"
            ),
            models.CheckConstraint(condition=Q(form__in=["a4", "80mm"]), name="the_kind_of_paper_is_known"),
        ]
        indexes = [models.Index(fields=["subject", "id"], name="prints_by_subject")]
        triggers = [
            pgtrigger.Trigger(
                name="prints_are_only_added", when=pgtrigger.Before, operation=pgtrigger.Update | pgtrigger.Delete, func=_ONLY_ADDED
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.form}{'' if self.original else ' again'}"
