"""Head office reads money, documents and tax rules here; nothing is added, edited or deleted."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from stores.desk import LookedAtAdmin, LookedAtRows
from upgrade_program.billing.holding import frozen
from upgrade_program.billing.models import CashMove, Collection, Drawer, NumberSeries, Payment, Refund, TaxDocument, TaxRule


@admin.register(TaxRule)
class TaxRuleAdmin(LookedAtAdmin):
    """Rules are drafted and allowed at the desk of tax rates, never edited: issued documents keep the rate of their day."""

    list_display = ["sac", "rate", "first_day", "first_day_after", "withdrawn", "description"]
    list_filter = ["sac"]

    @admin.display(description="from", ordering="valid")
    def first_day(self, rule: TaxRule) -> Any:
        return rule.valid.lower

    @admin.display(description="no longer from")
    def first_day_after(self, rule: TaxRule) -> Any:
        return rule.valid.upper

    @admin.display(description="withdrawn", boolean=True)
    def withdrawn(self, rule: TaxRule) -> bool:
        return bool(rule.valid.isempty)


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
