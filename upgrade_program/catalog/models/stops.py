"""Emergency stops: from the commit of a row on, no plan is sold on a model, until a second person has let it be lifted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from upgrade_program.catalog import laws
from upgrade_program.catalog.models.devices import DeviceModel

KIND = "stop.lift"  # of the request to lift one
_SUBJECT = "stop:"


class SellingStop(models.Model):
    """One person of head office stopped the sale of a model; it stands while `lifted_at` is empty. Only added to, and lifted once."""

    model = models.ForeignKey(DeviceModel, on_delete=models.PROTECT, related_name="stops")
    reason = models.CharField(max_length=300)
    stopped_at = models.DateTimeField()
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_approval_id = models.BigIntegerField(null=True, unique=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "stop of selling"
        verbose_name_plural = "stops of selling"
        constraints = [
            models.CheckConstraint(condition=Q(reason__regex=r"\S"), name="a_stop_has_a_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_approval_id__isnull=True)
                | Q(lifted_at__gte=F("stopped_at"), lifted_approval_id__isnull=False),
                name="a_lifted_stop_names_its_later_grant",
            ),
            models.UniqueConstraint(fields=["model"], condition=Q(lifted_at__isnull=True), name="one_standing_stop_a_model"),
        ]
        triggers = laws.STOP_LAWS

    def __str__(self) -> str:
        return f"Stop {self.pk} of {self.model}"

    @property
    def subject(self) -> str:
        """What its request to be lifted and its audit rows are about: stop:17."""
        return f"{_SUBJECT}{self.pk}"

    @staticmethod
    def id_of(subject: str) -> int:
        """The id behind a subject."""
        return int(subject.removeprefix(_SUBJECT))
