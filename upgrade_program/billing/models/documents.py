"""Invoices and credit notes: numbered, split by tax, never changed again."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Func, Q

from stores.models import Store
from stores.states import STATE_CHOICES, STATES
from upgrade_program.billing.enums import DocumentKind, PaymentState
from upgrade_program.billing.models import document_laws as laws
from upgrade_program.billing.models.payments import Collection, Payment
from upgrade_program.billing.wording import TaxLine, place, tax_lines


def _amount(**options: Any) -> models.DecimalField[Any, Any]:
    return models.DecimalField(max_digits=10, decimal_places=2, **options)


_DAY_IN_INDIA = Func(F("issued_at"), template="(%(expressions)s AT TIME ZONE 'Asia/Kolkata')::date", output_field=models.DateField())
# Three months earlier, a financial year is a calendar year.
_FINANCIAL_YEAR = Func(
    F("issued_on"), template="EXTRACT(YEAR FROM %(expressions)s - INTERVAL '3 months')", output_field=models.IntegerField()
)


class TaxDocument(models.Model):
    """A tax document as given to the customer; seller and buyer are snapshots, amounts are rupees, the lines sum to the total."""

    kind = models.CharField(max_length=11, choices=DocumentKind.choices)
    number = models.CharField(max_length=16)
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="tax_documents")
    letter = models.CharField(max_length=1)
    year = models.PositiveSmallIntegerField("financial year from April")
    serial = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    issued_on = models.DateField()
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="documents")
    credits = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="credit_notes", db_index=False)
    reason = models.CharField(max_length=200, blank=True)
    seller = models.JSONField()
    buyer = models.JSONField()
    place_of_supply = models.CharField(max_length=2, choices=STATE_CHOICES)
    description = models.CharField(max_length=200)
    sac = models.CharField("SAC", max_length=6)
    rate = models.DecimalField("rate in per cent", max_digits=5, decimal_places=2)
    taxable = _amount()
    cgst = _amount(verbose_name="CGST")
    sgst = _amount(verbose_name="SGST")
    utgst = _amount(verbose_name="UTGST")
    igst = _amount(verbose_name="IGST")
    total = _amount()

    class Meta:
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["store", "letter", "year", "serial"], name="numbers_are_taken_once"),
            models.UniqueConstraint(fields=["number"], name="a_number_is_on_one_document"),
            models.UniqueConstraint(fields=["credits"], name="an_invoice_is_credited_once"),
            models.UniqueConstraint(fields=["collection"], condition=Q(kind="invoice"), name="one_invoice_per_collection"),
            models.CheckConstraint(
                condition=Q(kind="invoice", letter="I", credits__isnull=True, reason="")
                | (Q(kind="credit_note", letter="C", credits__isnull=False) & ~Q(reason="")),
                name="a_credit_note_names_invoice_and_reason",
            ),
            models.CheckConstraint(
                condition=Q(total=F("taxable") + F("cgst") + F("sgst") + F("utgst") + F("igst")), name="lines_sum_to_the_total"
            ),
            models.CheckConstraint(
                condition=Q(total__gt=0, taxable__gte=0, cgst__gte=0, sgst__gte=0, utgst__gte=0, igst__gte=0),
                name="tax_amounts_are_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(cgst=F("sgst") + F("utgst")) & (Q(sgst=0) | Q(utgst=0)), name="central_tax_equals_the_local_half"
            ),
            models.CheckConstraint(condition=Q(igst=0) | Q(cgst=0), name="tax_is_shared_or_integrated"),
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lte=100), name="a_document_rate_is_a_percentage"),
            models.CheckConstraint(condition=Q(place_of_supply__in=list(STATES)), name="the_place_of_supply_is_a_state"),
            models.CheckConstraint(condition=Q(issued_on=_DAY_IN_INDIA), name="the_day_is_the_day_in_india"),
            models.CheckConstraint(condition=Q(year=_FINANCIAL_YEAR), name="the_year_is_the_financial_year"),
        ]
        indexes = [models.Index(fields=["store", "-issued_at"], name="documents_of_a_store_by_time")]
        triggers = [laws.DOCUMENTS_NEVER_CHANGE, laws.DOCUMENTS_BEAR_THE_NUMBER_TAKEN, laws.DOCUMENTS_SAY_WHAT_HAPPENED]

    def __str__(self) -> str:
        return self.number

    @property
    def tax_lines(self) -> list[TaxLine]:
        return tax_lines(rate=self.rate, amounts={name: getattr(self, name) for name in ("cgst", "sgst", "utgst", "igst")})

    @property
    def place(self) -> str:
        return place(self.place_of_supply)

    @property
    def payments(self) -> list[Payment]:
        """The parts the money came in; without the one that never came."""
        return [payment for payment in self.collection.payments.all() if payment.state == PaymentState.RECEIVED]

    @property
    def credit_note(self) -> TaxDocument | None:
        """The note that took an invoice back."""
        return next(iter(self.credit_notes.all()), None)
