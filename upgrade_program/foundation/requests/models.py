"""The table of remembered requests."""

from __future__ import annotations

from django.db import models


class Request(models.Model):
    """A request that had its effect, and the answer it got; kept 72 hours (interface section 1).

    The answer is kept as the text that was sent, not as jsonb, so that a replay is equal to the byte.
    """

    actor = models.TextField()
    route = models.TextField()
    key = models.CharField(max_length=255)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "route", "key"], name="a_key_is_used_once_per_actor_and_route")]
        indexes = [models.Index(fields=["created_at"], name="requests_by_age")]

    def __str__(self) -> str:
        return f"{self.actor} {self.route}"
