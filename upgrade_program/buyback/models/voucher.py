"""The purchase voucher: the store's paper about a used phone it took in, and the return voucher that takes it back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from stores.models import Store
from upgrade_program.billing.enums import Series
from upgrade_program.billing.models import NumberSeries
from upgrade_program.buyback.enums import VoucherKind
from upgrade_program.buyback.models.columns import amount
from upgrade_program.buyback.models.settlement_laws import EVERY_VOUCHER_NUMBER_IS_USED, VOUCHER_LAWS


class PurchaseVoucher(models.Model):
    """A paper of series P, dense per store and financial year; seller and buyer are snapshots, the amount is rupees without tax."""

    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in VoucherKind])
    number = models.CharField(max_length=16, unique=True)
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="purchase_vouchers", db_index=False)
    letter = models.CharField(max_length=1, default=Series.PURCHASE_VOUCHER.value)
    year = models.PositiveSmallIntegerField("financial year from April")
    serial = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    issued_on = models.DateField()
    seller = models.JSONField(help_text="The customer: name, mobile, kind of ID and its last four signs.")
    buyer = models.JSONField(help_text="The store.")
    description = models.CharField(max_length=200)
    imei = models.CharField(max_length=15)
    amount = amount()
    returns = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="returned_by")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["store", "letter", "year", "serial"], name="a_voucher_number_is_taken_once"),
            models.CheckConstraint(condition=Q(letter=Series.PURCHASE_VOUCHER.value), name="vouchers_are_of_series_p"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="a_voucher_amount_is_not_negative"),
            models.CheckConstraint(
                condition=Q(kind=VoucherKind.PURCHASE.value, returns__isnull=True, reason="")
                | Q(kind=VoucherKind.RETURN.value, returns__isnull=False) & ~Q(reason=""),
                name="a_return_names_its_purchase_and_reason",
            ),
        ]
        triggers = VOUCHER_LAWS

    def __str__(self) -> str:
        return self.number


class VoucherSeries(NumberSeries):
    """The series as the buyback sees it: a number of series P that no voucher bears would stop the next one."""

    class Meta:
        proxy = True
        triggers = [EVERY_VOUCHER_NUMBER_IS_USED]
