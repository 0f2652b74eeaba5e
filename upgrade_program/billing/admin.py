"""Head office reads money and documents here, and enters the next tax rule; nothing is edited or deleted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from stores.clock import local_day, now
from stores.desk import DeskAdmin, DeskForm, LookedAtAdmin, LookedAtRows
from upgrade_program.billing.holding import frozen
from upgrade_program.billing.models import CashMove, Collection, Drawer, NumberSeries, Payment, Refund, TaxDocument, TaxRule
from upgrade_program.billing.services.rules import set_tax_rule
from upgrade_program.billing.tax import PLAN_SAC


class TaxRuleForm(DeskForm):
    """The next rule: the running one ends the day before."""

    from_day = forms.DateField(label="In force from", widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(max_length=200, help_text="E.g. the notification that changes the rate.")

    class Meta:
        model = TaxRule
        fields = ["sac", "rate", "description"]


@admin.register(TaxRule)
class TaxRuleAdmin(DeskAdmin):
    """Rules are added, never edited: issued documents keep the rate of their day."""

    form = TaxRuleForm
    list_display = ["sac", "rate", "first_day", "first_day_after", "description"]
    list_filter = ["sac"]

    @admin.display(description="from", ordering="valid")
    def first_day(self, rule: TaxRule) -> Any:
        return rule.valid.lower

    @admin.display(description="no longer from")
    def first_day_after(self, rule: TaxRule) -> Any:
        return rule.valid.upper

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"sac": PLAN_SAC, "description": "GST on the Smart Upgrade plan fee"}

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return ["sac", "rate", "description", *(["valid"] if obj else ["from_day", "reason"])]

    def save_model(self, request: HttpRequest, obj: TaxRule, form: forms.BaseForm, change: bool) -> None:
        given, at = form.cleaned_data, now()
        rule = set_tax_rule(
            actor=self.actor(request),
            sac=given["sac"],
            rate=given["rate"],
            description=given["description"],
            from_day=given["from_day"],
            reason=given["reason"],
            at=at,
            on=local_day(at),
        )
        obj.pk, obj.valid = rule.pk, rule.valid


@admin.register(NumberSeries)
class NumberSeriesAdmin(LookedAtAdmin):
    list_display = ["store", "letter", "year", "last"]
    list_filter = ["letter", "year"]
    list_select_related = ["store"]
    search_fields = ["store__code", "store__name"]


@admin.register(TaxDocument)
class TaxDocumentAdmin(LookedAtAdmin):
    list_display = ["number", "kind", "store", "issued_at", "total", "taxable", "cgst", "sgst", "utgst", "igst"]
    list_filter = ["kind", "year", "place_of_supply"]
    list_select_related = ["store"]
    search_fields = ["number", "store__code"]
    about = {"document": "pk__in"}
    date_hierarchy = "issued_on"
    exclude = ["buyer"]  # names and mobiles are for the counter, by the plan's number


class PaymentInline(LookedAtRows):
    model = Payment
    fields = ["method", "amount", "reference", "state", "received_at"]


@admin.register(Collection)
class CollectionAdmin(LookedAtAdmin):
    list_display = ["id", "store", "amount", "state", "at"]
    list_filter = ["state"]
    list_select_related = ["store"]
    search_fields = ["store__code", "payments__reference"]
    about = {"collection": "pk__in"}
    inlines = [PaymentInline]


@admin.register(Refund)
class RefundAdmin(LookedAtAdmin):
    list_display = ["id", "store", "payment", "amount", "credit_note", "at"]
    search_fields = ["credit_note__number"]
    about = {"collection": "payment__collection__in"}

    @admin.display(description="store")
    def store(self, refund: Refund) -> str:
        return refund.payment.collection.store.code

    def get_queryset(self, request: HttpRequest) -> QuerySet[Refund]:
        rows: QuerySet[Refund] = super().get_queryset(request)
        return rows.select_related("payment__collection__store", "credit_note")


class CashMoveInline(LookedAtRows):
    model = CashMove
    fields = ["kind", "amount", "reason", "at", "by"]


@admin.register(Drawer)
class DrawerAdmin(LookedAtAdmin):
    list_display = ["day", "store", "opened_at", "opening", "counted", "difference", "closed_at", "closed_by", "reason"]
    list_filter = ["store"]
    list_select_related = ["store", "closed_by"]
    search_fields = ["store__code", "store__name"]
    date_hierarchy = "day"
    inlines = [CashMoveInline]

    @admin.display(description="difference")
    def difference(self, drawer: Drawer) -> str:
        if drawer.is_open or drawer.counted is None:
            return "open"
        return str(drawer.counted - frozen(drawer).expected)
