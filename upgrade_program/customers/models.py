"""Customers, the dated texts they agree to, the consents they gave, and their sessions on their own pages."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from stores.models import Store
from upgrade_program.customers import laws
from upgrade_program.customers.enums import Language, Purpose
from upgrade_program.customers.mobiles import ERASED, masked_mobile


class Customer(models.Model):
    """A person, known by one Indian mobile number (+91 and ten digits); once erased by nothing but the number of this row."""

    mobile = models.CharField(max_length=13, unique=True)
    name = models.CharField(max_length=100)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.ENGLISH)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(mobile__regex=r"^(\+91[6-9][0-9]{9}|~[0-9]+)$"), name="mobile_is_indian_with_plus_91"),
            models.CheckConstraint(condition=Q(name__regex=r"^.{2,}$"), name="customer_has_a_name"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="customer_language_is_known"),
        ]
        triggers = laws.CUSTOMER_LAWS

    def __str__(self) -> str:
        return masked_mobile(self.mobile)

    @property
    def erased(self) -> bool:
        return self.mobile.startswith(ERASED)


class Erasure(models.Model):
    """A person was taken out of the customers. Adding the row does so, by a trigger of the owner; ids alone stand here."""

    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, related_name="erasure")
    approval_id = models.BigIntegerField(unique=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(asked_by=F("granted_by")), name="nobody_erases_alone")]
        triggers = laws.ERASURE_LAWS

    def __str__(self) -> str:
        return f"erasure of customer {self.customer_id}"


class ErasureWish(models.Model):
    """A customer asked on their own pages to be erased; head office sees it until `ended_at`: they took it back, or were erased."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="erasure_wishes")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["customer"], condition=Q(ended_at=None), name="a_customer_asks_once_to_be_erased"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("asked_at")), name="a_wish_to_be_erased_ends_after_it_began"
            ),
        ]
        triggers = laws.WISH_LAWS

    def __str__(self) -> str:
        return f"wish of customer {self.customer_id}"


class ConsentText(models.Model):
    """The words a customer agrees to, one row per language of a version; never changed, only followed by a newer version."""

    purpose = models.CharField(max_length=20, choices=Purpose.choices, default=Purpose.PLAN)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=2, choices=Language.choices)
    text = models.TextField()
    in_force = DateRangeField()

    class Meta:
        ordering = ["purpose", "-version", "language"]
        verbose_name = "consent text"
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version", "language"], name="one_consent_text_per_version_and_language"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="consent_language_is_known"),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="consent_purpose_is_known"),
            models.CheckConstraint(condition=Q(version__gt=0) & ~Q(text=""), name="consent_text_has_words_and_version"),
            models.CheckConstraint(condition=Q(in_force__isempty=False, in_force__lower_inf=False), name="consent_texts_begin_on_a_day"),
            ExclusionConstraint(
                name="consent_texts_in_force_do_not_overlap",
                expressions=[
                    (F("purpose"), RangeOperators.EQUAL),
                    (F("language"), RangeOperators.EQUAL),
                    (F("in_force"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers = [laws.TEXTS_STAY_AS_WRITTEN]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} v{self.version} ({self.language})"


class Consent(models.Model):
    """A customer agreed to a text at an instant; where it was at a counter, at which store and before whom."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="consents")
    given_at = models.DateTimeField()
    store = models.ForeignKey(Store, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    subject = models.CharField(max_length=60, blank=True, help_text="What it was given for, as plan:17; may be empty.")

    class Meta:
        ordering = ["-id"]
        triggers = [laws.CONSENTS_ARE_ONLY_ADDED]

    def __str__(self) -> str:
        return f"consent {self.pk} to {self.text}"


class PlanWithdrawal(models.Model):
    """The consent to a plan (`subject`, as plan:17) was taken back at an instant: nobody is written to about the plan from then on.

    `given_again` is the consent that came after, of the same customer or of the person who took the plan over; with it this is over.
    """

    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="plan_withdrawal")
    subject = models.CharField(max_length=60)
    at = models.DateTimeField()
    given_again = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["subject"], condition=Q(given_again=None), name="the_consent_to_a_plan_is_withdrawn_once"),
            models.CheckConstraint(
                condition=Q(given_again=None) | Q(given_again__gt=F("consent")), name="a_consent_given_again_is_a_later_one"
            ),
        ]
        triggers = laws.PLAN_WITHDRAWAL_LAWS

    def __str__(self) -> str:
        return f"withdrawal of consent {self.consent_id}"


class CustomerSession(models.Model):
    """A browser in which a customer has signed in with a code from their mobile. Only the SHA-256 of its key is kept.

    Over at `expires_at`, when it was not used for long (`customers.sessions.IDLE`), once ended, and with the customer's erasure.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="sessions")
    digest = models.CharField(max_length=64, unique=True)
    device = models.CharField(max_length=20, blank=True, help_text="What kind of device it is, as Android; nothing finer.")
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-last_seen_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="session_digest_is_sha256"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="a_customers_session_ends_after_it_began"),
            models.CheckConstraint(
                condition=Q(last_seen_at__gte=F("created_at"), last_seen_at__lt=F("expires_at")),
                name="a_customers_session_is_used_within_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["customer"], condition=Q(ended_at=None), name="unended_sessions_of_a_customer"),
            models.Index(fields=["expires_at"], name="customers_sessions_by_end"),
        ]
        triggers = laws.SESSION_LAWS

    def __str__(self) -> str:
        return f"session {self.pk}"
