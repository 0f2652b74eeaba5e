"""The codes of rewards: loaded from a partner's list or made at the moment of issue. Each leaves the house once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from loyalty.rewards import laws
from loyalty.rewards.codes import LONGEST
from loyalty.rewards.models.catalogue import Reward


class Code(models.Model):
    """One code. Issued for good: that of a cancelled redemption goes to nobody else."""

    reward = models.ForeignKey(Reward, on_delete=models.PROTECT, related_name="codes", db_index=False)
    code = models.CharField(max_length=LONGEST)
    added_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reward", "code"], name="one_code_once_a_reward"),
            models.CheckConstraint(condition=~Q(code=""), name="a_code_has_signs"),
        ]
        indexes = [models.Index(fields=["reward", "id"], condition=Q(issued_at=None), name="codes_to_issue")]
        triggers = laws.CODE_LAWS

    def __str__(self) -> str:
        return f"code {self.pk}"
