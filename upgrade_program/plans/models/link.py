"""The customer's way to the plan: a random token that opens nothing else and can be revoked."""

from django.db import models
from django.db.models import Q

from upgrade_program.plans.models.plan import Plan


class PublicLink(models.Model):
    """One link to the masked page of one plan."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="links")
    token = models.CharField(max_length=32, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_public_link_in_force_a_plan", fields=["plan"], condition=Q(revoked_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"
