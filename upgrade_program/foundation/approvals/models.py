"""An approval: what one person asked for, and what another one said to it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from upgrade_program.foundation.approvals.enums import State
from upgrade_program.foundation.approvals.laws import APPROVAL_LAWS
from upgrade_program.kernel.actor import Role

DECIDERS = (Role.MANAGER, Role.HEAD_OFFICE)
KIND = r"^[a-z][a-z_]*(\.[a-z][a-z_]*)+$"
_IS_SAID = r"\S"
# As plain words: a migration keeps them, and would keep the enum's path too.
_WAITING, _REJECTED = State.WAITING.value, State.REJECTED.value
_DECIDED, _ENDED = [State.GRANTED.value, _REJECTED], [State.WITHDRAWN.value, State.LAPSED.value]


class Approval(models.Model):
    """One request of a `kind` (`claim.override`) about a `subject` (`claim:17`), for a store or, with no `store_id`, for head office.

    `needs` is the least role that decides. `facts` are what it is about: plain amounts as text, days as ISO, ids, never a person's data.
    `decided_*` name who granted or rejected it; a withdrawn or lapsed one has only the instant. `note` is why it was rejected.
    """

    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=100)
    store_id = models.BigIntegerField(null=True)
    needs = models.CharField(max_length=20)
    facts = models.JSONField()
    reason = models.TextField()
    asked_by_id = models.BigIntegerField()
    asked_by_name = models.CharField(max_length=301)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=_WAITING)
    decided_by_id = models.BigIntegerField(null=True)
    decided_by_name = models.CharField(max_length=301, default="", blank=True)
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[_WAITING, *_DECIDED, *_ENDED]), name="an_approval_state_is_known"),
            models.CheckConstraint(
                condition=Q(needs__in=[role.value for role in DECIDERS]), name="an_approval_needs_a_manager_or_head_office"
            ),
            models.CheckConstraint(
                condition=Q(kind__regex=KIND, reason__regex=_IS_SAID, asked_by_name__regex=_IS_SAID) & ~Q(subject=""),
                name="a_request_says_who_what_and_why",
            ),
            models.CheckConstraint(condition=~Q(decided_by_id=F("asked_by_id")), name="nobody_approves_their_own"),
            models.CheckConstraint(
                condition=(~Q(state=_WAITING) | Q(decided_by_id=None, decided_by_name="", decided_at=None, note=""))
                & (~Q(state__in=_DECIDED) | Q(decided_by_id__isnull=False, decided_by_name__regex=_IS_SAID, decided_at__isnull=False))
                & (~Q(state__in=_ENDED) | Q(decided_by_id=None, decided_by_name="", decided_at__isnull=False)),
                name="a_decision_has_person_and_time",
            ),
            models.CheckConstraint(condition=~Q(state=_REJECTED) | Q(note__regex=_IS_SAID), name="a_rejection_has_a_reason"),
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=Q(state=_WAITING), name="one_waiting_approval_a_kind_and_subject"
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at", "id"], condition=Q(state=_WAITING), name="approvals_that_wait"),
            models.Index(fields=["kind", "subject", "id"], name="approvals_by_subject"),
            models.Index(fields=["asked_by_id", "asked_at"], name="approvals_by_asker"),
            models.Index(fields=["store_id", "asked_at"], name="approvals_asked_at_a_store"),
            models.Index(fields=["store_id", "decided_at"], name="approvals_decided_at_a_store"),
        ]
        triggers = APPROVAL_LAWS

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.state}"
