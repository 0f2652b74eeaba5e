"""The money of one sale: what was asked for, the parts it came in, what was given back."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Floor

from stores.models import Store
from upgrade_program.billing.enums import CollectionState, Method, PaymentState
from upgrade_program.billing.models import payment_laws as laws
from upgrade_program.billing.wording import paid_by


class Collection(models.Model):
    """The amount one sale asks for, in rupees; its payments sum to it exactly.

    `bill` names what else is paid here than a sale of ours, as `claim:17`: a part of a bill that the store's own till writes.
    """

    bill = models.CharField(max_length=60, blank=True, default="", db_default="")
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="collections")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    state = models.CharField(max_length=8, choices=CollectionState.choices)
    at = models.DateTimeField("opened at")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["bill"], condition=~Q(bill=""), name="one_collection_a_foreign_bill"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_collection_asks_for_money"),
            models.CheckConstraint(condition=Q(state__in=CollectionState.values), name="the_collection_state_is_known"),
        ]
        indexes = [models.Index(fields=["store", "at"], name="collections_of_a_store_by_time")]
        triggers = [laws.COLLECTIONS_FOLLOW_THEIR_LIFE, laws.balanced("collection_balances", "id", pgtrigger.Insert | pgtrigger.Update)]

    def __str__(self) -> str:
        return f"₹{self.amount}, {self.get_state_display()}"


class Payment(models.Model):
    """One part of a collection; a pending one is UPI whose UTR has not arrived."""

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="payments")
    method = models.CharField(max_length=6, choices=Method.choices)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    reference = models.CharField(
        max_length=17, blank=True, help_text="UPI: the 12 digits of the UTR. Card: last four, approval code. Points: how many."
    )
    state = models.CharField(max_length=8, choices=PaymentState.choices)
    received_at = models.DateTimeField(null=True)
    day = models.DateField("business day")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["reference", "day"], condition=Q(method="upi") & ~Q(reference=""), name="one_utr_a_day"),
            models.UniqueConstraint(fields=["collection"], condition=Q(state="pending"), name="one_payment_waits_per_collection"),
            models.UniqueConstraint(fields=["collection"], condition=Q(method="points"), name="points_pay_one_part_of_a_collection"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_payment_is_more_than_nothing"),
            models.CheckConstraint(condition=Q(method__in=Method.values), name="the_payment_method_is_known"),
            models.CheckConstraint(condition=Q(state__in=PaymentState.values), name="the_payment_state_is_known"),
            models.CheckConstraint(condition=~Q(method="cash") | Q(reference=""), name="cash_has_no_reference"),
            models.CheckConstraint(condition=~Q(method="upi") | Q(reference__regex=r"^([0-9]{12})?$"), name="a_utr_is_twelve_digits"),
            models.CheckConstraint(
                condition=~Q(method="card") | Q(reference__regex=r"^[0-9]{4}( [A-Z0-9]{1,12})?$"),
                name="a_card_reference_is_its_last_four",
            ),
            models.CheckConstraint(
                condition=~Q(method="card") | ~Q(reference__regex=r"([0-9][^0-9]*){12}"), name="no_card_number_is_ever_stored"
            ),
            models.CheckConstraint(
                condition=~Q(method="points") | Q(reference__regex=r"^[1-9][0-9]{0,8}$", amount=Floor("amount")),
                name="points_are_counted_and_pay_whole_rupees",
            ),
            models.CheckConstraint(
                condition=(Q(method="upi", reference="") & ~Q(state="received"))
                | (Q(state="received") & (~Q(method="upi") | ~Q(reference=""))),
                name="only_upi_without_utr_waits",
            ),
            models.CheckConstraint(
                condition=Q(state="received", received_at__isnull=False) | (~Q(state="received") & Q(received_at__isnull=True)),
                name="received_exactly_when_it_has_a_time",
            ),
        ]
        triggers = [laws.PAYMENTS_SETTLE_ONCE, laws.balanced("payment_balances", "collection_id", pgtrigger.Insert | pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.get_method_display()} ₹{self.amount}"

    @property
    def words(self) -> str:
        """How this part was paid, as documents print it."""
        return paid_by(method=self.method, label=self.get_method_display(), reference=self.reference)


class Refund(models.Model):
    """One payment given back in full, the way it came; by a credit note, or without one when no invoice was ever issued."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds", db_index=False)
    credit_note = models.ForeignKey("billing.TaxDocument", on_delete=models.PROTECT, null=True, related_name="refunds")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["payment"], name="a_payment_is_refunded_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_refund_is_more_than_nothing"),
        ]
        indexes = [models.Index(fields=["at"], name="refunds_by_time")]
        triggers = [laws.REFUNDS_MIRROR_THE_PAYMENT, laws.REFUNDS_NEVER_CHANGE]

    def __str__(self) -> str:
        return f"₹{self.amount} back"
