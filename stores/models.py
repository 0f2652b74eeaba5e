"""Stores, the people in them and where they are posted. What a tax invoice prints about its seller stands here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left, Lower

from stores import gstin, laws
from stores.enums import OfficeRole, PostingRole, StoreKind
from stores.states import STATE_CHOICES, STATES

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

CODE_PATTERN = r"^[A-Z0-9]{2,6}$"
PINCODE_PATTERN = r"^[1-9][0-9]{5}$"
PHONE_PATTERN = r"^\+91[0-9]{8,12}$"
UPI_PATTERN = r"^$|^[A-Za-z0-9._-]{2,}@[A-Za-z][A-Za-z0-9]+$"
PIN_TRIES = 5
CODE = RegexValidator(CODE_PATTERN, "A store code has 2 to 6 capitals or digits.")
PINCODE = RegexValidator(PINCODE_PATTERN, "A PIN code has six digits and does not begin with 0.")
PHONE = RegexValidator(PHONE_PATTERN, "A phone number begins with +91 and has digits only.")
UPI_ID = RegexValidator(UPI_PATTERN, "A UPI ID is written name@bank.")


def _any_of(field: str, codes: Any) -> Q:
    return Q(**{f"{field}__in": list(codes)})


class Store(models.Model):
    """One offline store, with everything its tax documents say about the seller."""

    code = models.CharField(
        max_length=6, unique=True, validators=[CODE], help_text="2 to 6 capitals or digits; printed in every invoice number, never changes."
    )
    kind = models.CharField(max_length=20, choices=StoreKind.choices)
    name = models.CharField(max_length=100)
    legal_name = models.CharField(max_length=150, help_text="As registered for GST.")
    address = models.CharField(max_length=300)
    city = models.CharField(max_length=60)
    pincode = models.CharField(max_length=6, validators=[PINCODE])
    state = models.CharField(max_length=2, choices=STATE_CHOICES)
    gstin = models.CharField("GSTIN", max_length=15)
    phone = models.CharField(max_length=16, validators=[PHONE], help_text="With +91.")
    email = models.EmailField()
    upi_id = models.CharField(
        "UPI ID", max_length=100, blank=True, validators=[UPI_ID], help_text="Where UPI payments go; empty: no QR is shown."
    )
    opens = models.TimeField()
    closes = models.TimeField()
    is_open = models.BooleanField("trades", default=True, editable=False, help_text="Off: nobody can work in this store any more.")
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    served_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="serves",
        help_text="Who keeps the promises of a closed store. Its plans and documents stay its own.",
    )

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=CODE_PATTERN), name="store_code_is_two_to_six_capitals_or_digits"),
            models.CheckConstraint(condition=_any_of("kind", StoreKind.values), name="store_kind_is_known"),
            models.CheckConstraint(condition=_any_of("state", STATES), name="store_state_is_known"),
            models.CheckConstraint(condition=Q(pincode__regex=PINCODE_PATTERN), name="pincode_is_six_digits"),
            models.CheckConstraint(condition=Q(gstin__regex=gstin.PATTERN), name="gstin_has_its_pattern"),
            models.CheckConstraint(
                condition=Q(state=Left("gstin", 2)),
                name="gstin_begins_with_the_state",
                violation_error_message="The GSTIN begins with the code of another state.",
            ),
            models.CheckConstraint(condition=Q(phone__regex=PHONE_PATTERN), name="store_phone_is_indian"),
            models.CheckConstraint(condition=Q(upi_id__regex=UPI_PATTERN), name="upi_id_is_name_at_bank"),
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes")),
                name="store_opens_before_it_closes",
                violation_error_message="A store opens before it closes.",
            ),
            models.CheckConstraint(
                condition=Q(is_open=True, closed_at__isnull=True, served_by__isnull=True) | Q(is_open=False, closed_at__isnull=False),
                name="a_store_is_open_or_closed_since_an_instant",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(legal_name="") & ~Q(address="") & ~Q(city=""), name="invoice_lines_of_a_store_are_filled"
            ),
        ]
        triggers = [laws.CODES_NEVER_CHANGE, laws.CLOSED_STORES_ARE_SERVED_BY_AN_OPEN_ONE]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def state_name(self) -> str:
        return STATES[self.state].name


class StaffManager(UserManager["StaffUser"]):
    """Makes people; the command line's superuser is a person of head office, because nobody stands above the roles."""

    def create_superuser(self, username: str, email: str | None = None, password: str | None = None, **fields: Any) -> StaffUser:
        return self.create_user(username, email, password, **(fields | {"office_role": OfficeRole.HEAD_OFFICE.value}))

    def create_user(self, username: str, email: str | None = None, password: str | None = None, **fields: Any) -> StaffUser:
        for flag in ("is_staff", "is_superuser"):
            fields.pop(flag, None)
        user = self.model(username=self.model.normalize_username(username), email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class StaffUser(AbstractUser):
    """A person who signs in. Rights come from the office role and the postings alone: no superuser, groups or single permissions."""

    is_superuser = None
    groups = None  # type: ignore[assignment]  # a field of the base, taken away
    user_permissions = None  # type: ignore[assignment]  # likewise
    office_role = models.CharField(max_length=12, choices=OfficeRole.choices, blank=True, default="")
    mobile = models.CharField(
        max_length=13, blank=True, default="", help_text="Their own, +91 and ten digits: nobody changes their own points."
    )
    pin = models.CharField(
        max_length=128, blank=True, default="", editable=False, help_text="A hash, as of a password; empty: none is set."
    )
    pin_failures = models.PositiveSmallIntegerField(default=0, editable=False)

    objects: ClassVar[StaffManager] = StaffManager()
    REQUIRED_FIELDS = []

    class Meta:
        ordering = ["username"]
        verbose_name = "member of staff"
        verbose_name_plural = "staff"
        constraints = [
            models.CheckConstraint(condition=_any_of("office_role", OfficeRole.values), name="office_role_is_known"),
            models.CheckConstraint(condition=Q(mobile="") | Q(mobile__regex=r"^\+91[6-9][0-9]{9}$"), name="a_staff_mobile_is_indian"),
            models.UniqueConstraint(Lower("username"), name="usernames_are_unique_whatever_their_case"),
            models.CheckConstraint(condition=Q(pin_failures__lte=PIN_TRIES), name="wrong_pins_are_counted_to_five"),
        ]
        triggers = [laws.POSTED_STAFF_HAVE_NO_OFFICE]

    @property
    def name(self) -> str:
        """What pages call the person: the full name, or the username while there is none."""
        return self.get_full_name() or self.username

    @property
    def is_staff(self) -> bool:  # type: ignore[override]  # a field of the base
        """Whether the admin lets the person in: head office and auditors only."""
        return self.office_role != OfficeRole.NONE

    def has_perm(self, perm: str, obj: models.Model | AnonymousUser | None = None) -> bool:
        """Admin permissions: head office may do everything, an auditor may view, nobody else anything."""
        if not self.is_active:
            return False
        if self.office_role == OfficeRole.AUDITOR:
            return perm.split(".", 1)[-1].startswith("view_")
        return self.office_role == OfficeRole.HEAD_OFFICE

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_staff


class Posting(models.Model):
    """A person works at a store in a role, from `since` until the day before `until`; a row without `until` is live."""

    staff = models.ForeignKey(StaffUser, on_delete=models.PROTECT, related_name="postings")
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="postings")
    role = models.CharField(max_length=10, choices=PostingRole.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="The first day without this posting.")

    class Meta:
        ordering = ["store__code", "-since", "-id"]
        constraints = [
            models.CheckConstraint(condition=_any_of("role", PostingRole.values), name="posting_role_is_known"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="posting_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["staff", "store"], condition=Q(until__isnull=True), name="one_live_posting_per_person_and_store"
            ),
        ]
        triggers = [laws.OFFICE_HAS_NO_POSTING, laws.POSTINGS_ARE_HISTORY]

    def __str__(self) -> str:
        return f"{self.staff_id} at {self.store_id} as {self.role}"

    @property
    def serves(self) -> Sequence[int]:
        """The ids of the closed stores that were handed to its store, in order, where it was read together with them."""
        handed: Sequence[int] = self.__dict__.get("handed", ())
        return handed

    @staticmethod
    def live_on(day: date, *, prefix: str = "") -> Q:
        """The condition for postings that hold on a day, optionally reached through a relation."""
        begun = Q(**{f"{prefix}since__lte": day})
        return begun & (Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gt": day}))


class ApiToken(models.Model):
    """A till's key for 12 hours. Only its SHA-256 is kept; the key itself is shown once."""

    staff = models.ForeignKey(StaffUser, on_delete=models.PROTECT, related_name="tokens")
    store = models.ForeignKey(Store, on_delete=models.PROTECT, null=True, blank=True, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="token_digest_is_sha256"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="token_expires_after_it_was_made"),
        ]
        indexes = [models.Index(fields=["staff"], condition=Q(ended_at__isnull=True), name="unended_tokens_of_a_person")]

    def __str__(self) -> str:
        return f"token {self.pk}"


class TillLock(models.Model):
    """A session that is locked. A row of its own: a request still under way when the till is locked saves its session over everything."""

    session_key = models.CharField(max_length=40, primary_key=True)
    locked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"locked at {self.locked_at:%H:%M}"
