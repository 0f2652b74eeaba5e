"""The outbox's one table."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Message(models.Model):
    """One piece of news: what happened (`topic`), which happening it was (`cause`), the facts, and how far it has travelled."""

    topic = models.CharField(max_length=60)
    cause = models.CharField(max_length=120, db_collation="C")  # so that its beginning is found in the index
    payload = models.JSONField()
    recorded_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    heard_by: ArrayField[list[str], list[str]] = ArrayField(models.TextField(), default=list)
    delivered_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "cause"], name="news_is_recorded_once"),
            models.CheckConstraint(condition=Q(delivered_at=None) | Q(parked_at=None), name="news_is_delivered_or_parked_never_both"),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(delivered_at=None, parked_at=None), name="outbox_due"),
            models.Index(fields=["parked_at"], condition=Q(parked_at__isnull=False), name="outbox_parked"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.cause}"
