"""The plan: what was promised, to whom, on which handset, for what price. Frozen at the sale; only its life goes on."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q

from stores.models import StaffUser, Store
from upgrade_program.billing.models import Collection, TaxDocument
from upgrade_program.catalog.models import PlanPrice, Variant
from upgrade_program.customers.models import Consent, Customer
from upgrade_program.kernel.numbers import PATTERN, written
from upgrade_program.plans.enums import LIVE, Status
from upgrade_program.plans.models.laws import PLAN_LAWS
from upgrade_program.plans.models.terms import TermsVersion
from upgrade_program.plans.terms import Hold, Promise, Terms


class Plan(models.Model):
    """A Smart Upgrade plan. Reach it through `queries.for_actor`; change it through the services only."""

    number = models.CharField(max_length=11, unique=True)
    status = models.CharField(max_length=10, choices=[(status.value, status.value) for status in Status])
    store = models.ForeignKey(Store, on_delete=models.PROTECT)
    sold_by = models.ForeignKey(StaffUser, on_delete=models.PROTECT)
    sold_at = models.DateTimeField()
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT)
    customer_name = models.CharField(max_length=100, help_text="As given at this sale.")
    customer_language = models.CharField(max_length=2)
    consent = models.OneToOneField(Consent, on_delete=models.PROTECT)
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT)
    device = models.CharField(max_length=120, help_text="The variant's name at the sale.")
    sku = models.CharField(max_length=80)
    imei = models.CharField(max_length=15)
    srp = models.DecimalField(max_digits=10, decimal_places=2)
    base = models.DecimalField(max_digits=10, decimal_places=2, help_text="What the percentages are taken of.")
    price = models.DecimalField(max_digits=10, decimal_places=2)
    price_version = models.ForeignKey(PlanPrice, on_delete=models.PROTECT)
    phone_invoice_number = models.CharField(max_length=40)
    phone_invoice_price = models.DecimalField(max_digits=10, decimal_places=2)
    bill_date = models.DateField()
    first_tier_on = models.DateField(help_text="The first day on which the promise gives anything.")
    fall_days = ArrayField(models.DateField(), help_text="The last day of each tier: the day before the value falls.")
    expires_on = models.DateField(help_text="The last day on which the promise gives anything.")
    free_look_until = models.DateField()
    earlier_date_reason = models.CharField(max_length=200, blank=True)
    terms = models.ForeignKey(TermsVersion, on_delete=models.PROTECT)
    frozen = models.JSONField(help_text="The terms as they were promised.")
    place_of_supply = models.CharField(max_length=2)
    buyer_gstin = models.CharField(max_length=15, blank=True)
    buyer_address = models.CharField(max_length=200, blank=True, help_text="What the invoice prints of where the buyer is.")
    collection = models.OneToOneField(Collection, on_delete=models.PROTECT)
    invoice = models.OneToOneField(TaxDocument, on_delete=models.PROTECT, null=True, related_name="plan")
    credit_note = models.OneToOneField(TaxDocument, on_delete=models.PROTECT, null=True, related_name="cancelled_plan")
    held_until = models.DateField(null=True)
    held_percent = models.PositiveSmallIntegerField(null=True)
    activated_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="a_plan_number_has_eleven_signs", condition=Q(number__regex=PATTERN)),
            models.CheckConstraint(name="a_plan_status_is_known", condition=Q(status__in=[status.value for status in Status])),
            models.CheckConstraint(
                name="plan_amounts_are_positive", condition=Q(srp__gt=0, base__gt=0, price__gt=0, phone_invoice_price__gt=0)
            ),
            models.CheckConstraint(name="a_promise_ends_after_its_bill_date", condition=Q(expires_on__gt=F("bill_date"))),
            models.CheckConstraint(
                name="a_plan_beyond_pending_is_invoiced",
                condition=Q(status__in=["pending", "cancelled"]) | Q(invoice__isnull=False, activated_at__isnull=False),
            ),
            models.CheckConstraint(name="a_pending_plan_is_not_invoiced", condition=~Q(status="pending") | Q(invoice__isnull=True)),
            models.CheckConstraint(
                name="a_cancelled_invoice_has_its_credit_note",
                condition=Q(credit_note__isnull=True) & ~Q(status="cancelled", invoice__isnull=False)
                | Q(status="cancelled", credit_note__isnull=False, invoice__isnull=False),
            ),
            models.CheckConstraint(
                name="a_hold_has_a_day_and_a_percent",
                condition=Q(held_until__isnull=True, held_percent__isnull=True)
                | Q(held_until__isnull=False, held_percent__isnull=False, held_percent__gte=1, held_percent__lte=100),
            ),
            models.UniqueConstraint(
                name="a_phone_invoice_is_used_once_an_imei",
                fields=["store", "phone_invoice_number", "imei"],
                condition=~Q(status="cancelled"),
            ),
        ]
        indexes = [
            models.Index(name="plans_of_a_store", fields=["store", "-id"]),
            models.Index(name="plans_due_to_end", fields=["expires_on", "id"], condition=Q(status__in=["active", "suspended"])),
            models.Index(name="plans_waiting_for_payment", fields=["sold_at"], condition=Q(status="pending")),
            models.Index(name="plans_of_a_customer", fields=["customer"]),
            models.Index(name="plans_held", fields=["held_until"], condition=Q(held_until__isnull=False)),
            BrinIndex(name="plans_by_time_of_sale", fields=["sold_at"], pages_per_range=32),  # they are written as they are sold
        ]
        triggers = PLAN_LAWS

    def __str__(self) -> str:
        return self.written

    @property
    def written(self) -> str:
        """The number as people read it, 4-4-3."""
        return written(self.number)

    @property
    def live(self) -> bool:
        return self.status in LIVE

    @property
    def promise(self) -> Promise:
        """The promise, from the plan's own frozen copy: later edits cannot reach it."""
        hold = Hold(percent=self.held_percent, through=self.held_until) if self.held_until and self.held_percent else None
        return Promise(terms=Terms.thawed(self.frozen), bill_date=self.bill_date, base=self.base, status=Status(self.status), hold=hold)
