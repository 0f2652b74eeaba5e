"""The journal: one line an act, with what it changed and what stood after it. Only added to."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q

from loyalty.ledger.enums import ONCE_A_SOURCE, REVERSING, Kind
from loyalty.ledger.models.account import Account
from loyalty.ledger.models.laws import ENTRY_LAWS

_PENDING, _AVAILABLE, _HELD, _DEBT = Q(d_pending=0), Q(d_available=0), Q(d_held=0), Q(d_debt=0)
# What each kind may change, and against what (loyalty section 1): nothing appears or vanishes but where the kind says so.
CHANGES = {
    Kind.EARN: _HELD & _DEBT & (Q(d_pending__gt=0, d_available=0) | Q(d_pending=0, d_available__gt=0)),
    Kind.MATURE: _HELD & _DEBT & Q(d_pending__lt=0, d_available=-F("d_pending")),
    Kind.REDEEM: _PENDING & _HELD & _DEBT & Q(d_available__lt=0),
    Kind.HOLD: _PENDING & _DEBT & Q(d_available__lt=0, d_held=-F("d_available")),
    Kind.CAPTURE: _PENDING & _AVAILABLE & _DEBT & Q(d_held__lt=0),
    Kind.RELEASE: _PENDING & _DEBT & Q(d_held__lt=0, d_available=-F("d_held")),
    Kind.EXPIRE: _PENDING & _HELD & _DEBT & Q(d_available__lt=0),
    Kind.CLAWBACK: _HELD & Q(d_pending__lte=0, d_available__lte=0, d_debt__gte=0) & ~(_PENDING & _AVAILABLE & _DEBT),
    Kind.OFFSET: _PENDING & _HELD & Q(d_available__lt=0, d_debt=F("d_available")),
    Kind.RESTORE: _PENDING & _HELD & _DEBT & Q(d_available__gt=0),
    Kind.ADJUST: _PENDING & _HELD & _DEBT & ~_AVAILABLE,
    Kind.FORFEIT: _HELD & _DEBT & Q(d_pending__lte=0, d_available__lte=0) & ~(_PENDING & _AVAILABLE),
    Kind.MERGE: _HELD & (Q(d_pending__gte=0, d_available__gte=0, d_debt__gte=0) | Q(d_pending__lte=0, d_available__lte=0, d_debt__lte=0)),
}


def _changes_suit_the_kind() -> Q:
    suits = Q()
    for kind, changes in CHANGES.items():
        suits |= Q(kind=str(kind)) & changes
    return suits


class Entry(models.Model):
    """One line of an account's journal; `seq` counts from 1 without a gap."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="entries", db_index=False)
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in Kind])
    d_pending = models.BigIntegerField(default=0)
    d_available = models.BigIntegerField(default=0)
    d_held = models.BigIntegerField(default=0)
    d_debt = models.BigIntegerField(default=0)
    source_type = models.CharField(max_length=30)
    source_id = models.CharField(max_length=80)
    rule = models.CharField(max_length=80, blank=True, help_text="Which dated version gave the points, as phone_bill:3.")
    reverses = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="reversals", db_index=False)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150)
    store_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    facts = models.JSONField(default=dict, help_text="The inputs of the working, as texts.")
    note = models.CharField(max_length=200, blank=True)
    b_pending = models.BigIntegerField()
    b_available = models.BigIntegerField()
    b_held = models.BigIntegerField()
    b_debt = models.BigIntegerField()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(name="entries_of_an_account_are_numbered", fields=["account", "seq"]),
            models.CheckConstraint(name="an_entry_changes_what_its_kind_may", condition=_changes_suit_the_kind()),
            models.CheckConstraint(
                name="an_entry_reverses_one_where_its_kind_does",
                condition=Q(kind__in=[str(kind) for kind in REVERSING], reverses__isnull=False)
                | Q(kind=str(Kind.MERGE))
                | ~Q(kind__in=[*map(str, REVERSING), str(Kind.MERGE)]) & Q(reverses__isnull=True),
            ),
            models.CheckConstraint(
                name="an_entry_leaves_nothing_negative",
                condition=Q(seq__gte=1, b_pending__gte=0, b_available__gte=0, b_held__gte=0, b_debt__gte=0),
            ),
            models.CheckConstraint(name="an_entry_names_its_source", condition=Q(source_type__regex=r"^[a-z]") & ~Q(source_id="")),
            *(
                models.UniqueConstraint(name=f"one_{kind}_a_source", fields=["source_type", "source_id"], condition=Q(kind=str(kind)))
                for kind in ONCE_A_SOURCE
            ),
            models.UniqueConstraint(
                name="one_capture_or_release_a_hold", fields=["reverses"], condition=Q(kind__in=["capture", "release"])
            ),
        ]
        indexes = [
            models.Index(name="reversals_of_an_entry", fields=["reverses"], condition=Q(reverses__isnull=False)),
            # Boards and reports read a month of the journal, which is written nearly in the order of time: a few pages tell where it
            # stands, and an insert does not notice them.
            BrinIndex(name="entries_by_time", fields=["at"], pages_per_range=32, autosummarize=True),
        ]
        triggers = ENTRY_LAWS

    def __str__(self) -> str:
        return f"{self.kind} {self.source_type}:{self.source_id}"

    @property
    def points(self) -> int:
        """What the entry gave (or took), all balances together; 0 where it only moved points between them."""
        return self.d_pending + self.d_available + self.d_held - self.d_debt
