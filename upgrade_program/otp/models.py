"""A challenge: a code sent to a customer for one act, and what came of it. The code itself stands nowhere."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from upgrade_program.otp.laws import CHALLENGE_LAWS

TRIES = 5
LASTS = timedelta(minutes=5)
PAUSE = timedelta(seconds=30)
SIGN_IN = "customer.sign_in"  # the purpose of the codes that anybody can ask for, from outside


class Challenge(models.Model):
    """One code for one purpose (`plan.cancel`), subject (`plan:17`) and session; `mobile`, `address` and `session` are keyed digests.

    A `withheld` one is never sent and never passes: it is there so that whoever asked sees no difference.
    Open until used or replaced; good while open, within its five minutes and with fewer than five wrong tries. `passed_at`: the right code
    was given; `used_at`: the act it proves was done.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    purpose = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    session = models.CharField(max_length=64)
    mobile = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0, help_text="Wrong codes so far.")
    passed_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    superseded = models.BooleanField(default=False)
    withheld = models.BooleanField(default=False)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(tries__gte=0, tries__lte=TRIES), name="a_code_has_five_tries"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="a_code_ends_after_it_began"),
            models.CheckConstraint(condition=Q(passed_at=None) | Q(passed_at__lt=F("expires_at")), name="a_code_passes_within_its_time"),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(passed_at__isnull=False, used_at__lt=F("expires_at")),
                name="a_code_is_used_within_its_time_once_passed",
            ),
            models.CheckConstraint(condition=Q(used_at=None) | Q(tries__lt=TRIES), name="five_wrong_tries_end_a_code"),
            models.CheckConstraint(condition=Q(used_at=None) | Q(superseded=False), name="a_replaced_code_is_not_used"),
            models.CheckConstraint(condition=Q(withheld=False) | Q(passed_at=None), name="a_withheld_code_never_passes"),
            models.CheckConstraint(condition=~Q(purpose="") & ~Q(subject=""), name="a_code_is_for_something"),
            models.UniqueConstraint(
                fields=["purpose", "subject", "session"],
                condition=Q(used_at=None, superseded=False),
                name="one_open_code_per_purpose_subject_and_session",
            ),
        ]
        indexes = [
            models.Index(fields=["mobile", "created_at"], name="codes_of_a_mobile"),
            models.Index(fields=["address", "created_at"], name="codes_of_an_address"),
            models.Index(fields=["created_at"], name="codes_by_age"),
        ]
        triggers = CHALLENGE_LAWS

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject}"

    @property
    def resend_at(self) -> datetime:
        """From when on another code may be asked for."""
        return self.created_at + PAUSE

    def good(self, *, at: datetime) -> bool:
        """Whether the code still counts: neither used nor replaced, within its time, with a try left."""
        return self.used_at is None and not self.superseded and self.tries < TRIES and at < self.expires_at
