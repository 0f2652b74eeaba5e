"""What is to be said to whom, and how far it has come."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from upgrade_program.messaging.enums import Category, Channel, Report, State
from upgrade_program.messaging.laws import MESSAGE_LAWS
from upgrade_program.messaging.models.text import TextVersion


class Message(models.Model):
    """One message on one channel. Its text is made when it is sent, from the template and the slots; a code never stands here.

    `cause` is what it was sent for; `reference` names it to the provider, the same at each try, so that doubles can be dropped.
    After 90 days address and slots are emptied (`forgotten_at`).
    """

    cause = models.CharField(max_length=120, db_collation="C")  # so that its beginning is found in the index
    channel = models.CharField(max_length=5, choices=Channel.choices)
    template = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    address = models.CharField(max_length=254, blank=True)
    customer_id = models.BigIntegerField(null=True)
    slots = models.JSONField()
    secret = models.CharField(max_length=80, blank=True, help_text="Where the secret slots come from at sending, as otp:8f2c.")
    urgent = models.BooleanField(default=False)
    category = models.CharField(max_length=9, choices=Category.choices, default=Category.NECESSARY)
    any_hour = models.BooleanField(default=False, help_text="Sent in the quiet hours, too.")
    until = models.DateTimeField(null=True, help_text="When it is no longer worth sending.")
    day = models.DateField(null=True, help_text="The day among whose few messages to this address it was counted.")
    reference = models.UUIDField(default=uuid4, unique=True)
    state = models.CharField(max_length=6, choices=State.choices, default=State.QUEUED)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="Not before this; while a sender has it in hand, the end of its lease.")
    attempts = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, help_text="When it was sent, made void or given up.")
    text = models.ForeignKey(TextVersion, on_delete=models.PROTECT, null=True, related_name="+", help_text="The words it was sent in.")
    provider_id = models.CharField(max_length=100, blank=True)
    last_error = models.CharField(max_length=200, blank=True)
    report = models.CharField(max_length=9, choices=Report.choices, blank=True, help_text="What the provider told of it.")
    reported_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["cause", "channel"], name="a_cause_is_told_once_a_channel"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="message_channel_is_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="message_state_is_known"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="message_category_is_known"),
            models.CheckConstraint(
                condition=Q(category="necessary", until=None, day=None)
                | ~Q(category="necessary") & Q(until__isnull=False, customer_id__isnull=False),
                name="what_is_not_necessary_goes_to_a_customer_for_a_time",
            ),
            models.CheckConstraint(condition=~Q(state="sent") | Q(text__isnull=False), name="a_sent_message_says_in_which_words"),
            models.CheckConstraint(
                condition=Q(report="", reported_at=None) | Q(report__in=Report.values, reported_at__isnull=False, state="sent"),
                name="a_report_is_of_a_sent_message",
            ),
            models.CheckConstraint(
                condition=Q(state="queued", ended_at=None) | ~Q(state="queued") & Q(ended_at__isnull=False),
                name="a_message_ends_at_an_instant",
            ),
            models.CheckConstraint(
                condition=~Q(address="") & Q(forgotten_at=None) | Q(address="", slots={}, forgotten_at__isnull=False) & ~Q(state="queued"),
                name="a_message_has_an_address_until_it_is_forgotten",
            ),
        ]
        indexes = [
            models.Index(fields=["-urgent", "due_at", "id"], condition=Q(state="queued"), name="messages_due"),
            models.Index(fields=["ended_at"], condition=Q(state="parked"), name="messages_parked"),
            models.Index(fields=["queued_at"], condition=Q(forgotten_at=None), name="messages_to_forget"),
            models.Index(fields=["address", "day"], condition=Q(day__isnull=False), name="messages_of_a_day"),
            models.Index(fields=["provider_id"], condition=~Q(provider_id=""), name="messages_by_provider_id"),
        ]
        triggers = MESSAGE_LAWS

    def __str__(self) -> str:
        return f"{self.template} {self.pk}"
