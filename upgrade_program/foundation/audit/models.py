"""The audit trail's one table."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.db import models

from upgrade_program.foundation.audit.laws import LINK, ONLY_ADDED


class ExactDecoder(json.JSONDecoder):
    """Reads numbers with their digits as written, so that a hash can be computed again."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "parse_float": Decimal})


class AuditRow(models.Model):
    """One change of money or permission. Ids, never names, mobiles or IMEIs, so that a person can be forgotten (reliability S11, S12).

    `seq`, `prev` and `hash` are the database's own doing: whatever a writer puts there is overwritten.
    """

    chain = models.BigIntegerField()
    seq = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_role = models.CharField(max_length=20)
    store_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=100)
    before = models.JSONField(null=True, decoder=ExactDecoder)
    after = models.JSONField(null=True, decoder=ExactDecoder)
    reason = models.TextField(blank=True)
    prev = models.CharField(max_length=64, default="")
    hash = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="one_audit_row_at_each_place_of_a_chain")]
        indexes = [models.Index(fields=["subject", "id"], name="audit_by_subject")]
        triggers = [LINK, ONLY_ADDED]

    def __str__(self) -> str:
        return f"{self.chain}/{self.seq} {self.verb} {self.subject}"
