"""The settlement: the claim honoured against a new phone."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Func, Q

from stores.models import Store
from upgrade_program.buyback.models.claim import Claim
from upgrade_program.buyback.models.claim_laws import REQUESTS_END_WITH_THEIR_PLAN, an_open_claim_holds_its_plan
from upgrade_program.buyback.models.columns import amount, person
from upgrade_program.buyback.models.settlement_laws import SETTLEMENT_LAWS, redeemed_exactly_when_settled
from upgrade_program.buyback.models.token_laws import a_standing_claim_token_holds_its_plan
from upgrade_program.buyback.models.voucher import PurchaseVoucher
from upgrade_program.catalog.models import Variant
from upgrade_program.plans.models import Plan


class Settlement(models.Model):
    """One upgrade. `exchange` is set against the new phone's bill as a payment; amounts in rupees.

    It stands until it is reversed; while it stands the plan is redeemed.
    """

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="settlement")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="settlements")
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="settlements", db_index=False)
    settled_at = models.DateTimeField()
    settled_on = models.DateField()
    settled_by = person()
    payable = amount()
    new_variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+", db_index=False)
    new_device = models.CharField(max_length=120)
    new_imei = models.CharField(max_length=15)
    new_srp = amount()
    new_price = amount()
    bill_number = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField("financial year from April")
    exchange = amount()
    forfeited = amount()
    excess_acknowledged = models.BooleanField(default=False)
    voucher = models.OneToOneField(PurchaseVoucher, on_delete=models.PROTECT, related_name="settlement")
    reversed_at = models.DateTimeField(null=True)
    reversed_by = person(null=True)
    reversal_reason = models.CharField(max_length=200, blank=True)
    return_voucher = models.OneToOneField(PurchaseVoucher, on_delete=models.PROTECT, null=True, related_name="reversal")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["plan"], condition=Q(reversed_at__isnull=True), name="one_standing_settlement_a_plan"),
            models.UniqueConstraint(fields=["new_imei"], condition=Q(reversed_at__isnull=True), name="a_new_phone_settles_once"),
            models.UniqueConstraint(
                fields=["store", "bill_number", "year"],
                condition=Q(reversed_at__isnull=True),
                name="a_new_phones_bill_settles_once_a_year",
            ),
            models.CheckConstraint(condition=Q(new_imei__regex=r"^[0-9]{15}$"), name="a_new_phone_has_fifteen_digits"),
            models.CheckConstraint(condition=Q(new_price__gt=0, new_price__lte=F("new_srp")), name="a_new_phone_costs_at_most_its_srp"),
            models.CheckConstraint(
                condition=Q(exchange=Func(F("payable"), F("new_price"), function="LEAST"), forfeited=F("payable") - F("exchange")),
                name="the_exchange_is_the_lower_of_both",
            ),
            models.CheckConstraint(condition=Q(forfeited=0) | Q(excess_acknowledged=True), name="an_excess_was_acknowledged"),
            models.CheckConstraint(
                condition=Q(reversed_at__isnull=True, reversed_by__isnull=True, return_voucher__isnull=True, reversal_reason="")
                | Q(reversed_at__isnull=False, reversed_by__isnull=False, return_voucher__isnull=False) & ~Q(reversal_reason=""),
                name="a_reversal_has_person_reason_and_paper",
            ),
            models.CheckConstraint(
                condition=Q(reversed_by__isnull=True) | ~Q(reversed_by=F("settled_by")), name="nobody_reverses_their_own_settlement"
            ),
        ]
        indexes = [models.Index(name="settlements_of_a_store", fields=["store", "-id"])]
        triggers = SETTLEMENT_LAWS

    def __str__(self) -> str:
        return f"settlement {self.pk}"


_HELD_ANEW = pgtrigger.Condition(
    "(NEW.status = 'active' AND (OLD.held_percent, OLD.held_until) IS DISTINCT FROM (NEW.held_percent, NEW.held_until))"
)


class RedeemedPlan(Plan):
    """The plan as the buyback sees it: it carries the laws that bind a plan's status to its settlement, its hold to its open claim or
    claim token, its end to what was asked for it."""

    class Meta:
        proxy = True
        triggers = [
            redeemed_exactly_when_settled(
                "id",
                pgtrigger.UpdateOf("status"),
                # Asked at the change itself, so that expiring a million plans remembers none of them.
                pgtrigger.Condition("((OLD.status = 'redeemed') <> (NEW.status = 'redeemed'))"),
            ),
            an_open_claim_holds_its_plan(
                "c.plan_id = NEW.id",
                pgtrigger.UpdateOf("held_percent", "held_until"),
                _HELD_ANEW,
            ),
            a_standing_claim_token_holds_its_plan(
                "t.plan_id = NEW.id",
                pgtrigger.UpdateOf("held_percent", "held_until"),
                _HELD_ANEW,
            ),
            REQUESTS_END_WITH_THEIR_PLAN,
        ]
