"""Head office reads claims, settlements and their papers here, and keeps the partner's price table; nothing is edited or deleted.

IMEIs are masked; names and mobiles of customers are for the counter, by the plan's number.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from unfold.widgets import UnfoldAdminSingleDateWidget, UnfoldAdminTextInputWidget

from stores.clock import now
from stores.desk import DeskAdmin, DeskForm, LookedAtAdmin, LookedAtRows
from upgrade_program.buyback.models import (
    BrandEntry,
    BrandMark,
    Claim,
    Handover,
    Handset,
    PartnerPrice,
    PartnerQuote,
    PassedGate,
    PurchaseVoucher,
    Settlement,
)
from upgrade_program.buyback.services import set_partner_price
from upgrade_program.catalog.admin.periods import WhenFilter, bound_text
from upgrade_program.kernel.imei import masked


class GateRows(LookedAtRows):
    model = PassedGate
    fields = ("key", "at", "by")


@admin.register(Claim)
class ClaimAdmin(LookedAtAdmin):
    list_display = ("written", "state", "store", "opened_at", "percent", "assured", "deducted", "payable", "held_through")
    list_filter = ("state", "store")
    list_select_related = ("store",)
    search_fields = ("number", "plan__number", "store__code")
    about = {"claim": "pk__in"}
    date_hierarchy = "opened_on"
    exclude = ("handset_imei", "wording")
    readonly_fields = ("masked_imei",)
    inlines = (GateRows,)

    @admin.display(description="IMEI of the phone shown")
    def masked_imei(self, claim: Claim) -> str:
        return masked(claim.handset_imei)


@admin.register(Settlement)
class SettlementAdmin(LookedAtAdmin):
    list_display = ("id", "store", "settled_at", "new_device", "payable", "exchange", "forfeited", "voucher", "reversed_at")
    list_filter = (("reversed_at", admin.EmptyFieldListFilter), "store")
    list_select_related = ("store", "voucher")
    search_fields = ("plan__number", "claim__number", "voucher__number", "store__code")
    about = {"settlement": "pk__in"}
    date_hierarchy = "settled_on"
    exclude = ("new_imei",)


@admin.register(PurchaseVoucher)
class PurchaseVoucherAdmin(LookedAtAdmin):
    list_display = ("number", "kind", "store", "issued_at", "description", "amount")
    list_filter = ("kind", "year")
    list_select_related = ("store",)
    search_fields = ("number", "store__code")
    about = {"voucher": "pk__in"}
    date_hierarchy = "issued_on"
    exclude = ("seller", "imei")


@admin.register(Handset)
class HandsetAdmin(LookedAtAdmin):
    list_display = ("device", "masked_imei", "state", "store", "taken_at", "voucher_number", "amount", "left_at")
    list_filter = ("state", "store")
    list_select_related = ("store",)
    search_fields = ("voucher_number", "device", "store__code")
    about = {"settlement": "settlement__in"}
    date_hierarchy = "taken_on"
    exclude = ("imei", "seller_name", "id_kind", "id_last4")
    readonly_fields = ("masked_imei",)

    @admin.display(description="IMEI")
    def masked_imei(self, handset: Handset) -> str:
        return masked(handset.imei)


@admin.register(Handover)
class HandoverAdmin(LookedAtAdmin):
    list_display = ("id", "store", "at", "count", "taken_by", "reference", "by")
    list_select_related = ("store", "by")
    search_fields = ("reference", "taken_by", "store__code")
    date_hierarchy = "on"


class MarkRows(LookedAtRows):
    model = BrandMark
    fields = ("mark", "note", "at", "by")


@admin.register(BrandEntry)
class BrandEntryAdmin(LookedAtAdmin):
    list_display = ("document", "kind", "store", "on", "amount", "plan")
    list_filter = ("kind", "store")
    list_select_related = ("store", "plan")
    search_fields = ("document", "plan__number", "store__code")
    about = {"plan": "plan__in"}
    date_hierarchy = "on"
    inlines = (MarkRows,)


@admin.register(PartnerQuote)
class PartnerQuoteAdmin(LookedAtAdmin):
    list_display = ("id", "device", "grade", "amount", "valid_through", "source", "store", "at")
    list_filter = ("grade", "adapter", "store")
    list_select_related = ("store",)
    search_fields = ("device", "reference", "store__code")
    date_hierarchy = "on"


class NewPartnerPriceForm(DeskForm):
    from_day = forms.DateField(
        label="From", widget=UnfoldAdminSingleDateWidget, help_text="Today at the earliest. Quotes that were given keep their amount."
    )
    reason = forms.CharField(max_length=300, widget=UnfoldAdminTextInputWidget, help_text="In a few words; it stands in the audit trail.")

    class Meta:
        model = PartnerPrice
        fields = ["model", "variant", "grade", "amount"]


@admin.register(PartnerPrice)
class PartnerPriceAdmin(DeskAdmin):
    """A new price from a day on; what stands is only looked at."""

    form = NewPartnerPriceForm
    list_display = ("model", "which", "grade", "amount", "begins", "ends", "set_by", "reason")
    list_filter = (WhenFilter, "grade", "model__brand")
    list_select_related = ("model", "variant__model", "set_by")
    search_fields = ("model__name", "variant__sku", "reason")
    autocomplete_fields = ("model", "variant")
    ordering = ("model__name", "variant", "grade", "-valid")

    def get_fields(self, request: HttpRequest, obj: PartnerPrice | None = None) -> tuple[str, ...]:
        if obj is None:
            return "model", "variant", "grade", "amount", "from_day", "reason"
        return "model", "which", "grade", "amount", "begins", "ends", "set_by", "set_at", "reason"

    def get_readonly_fields(self, request: HttpRequest, obj: PartnerPrice | None = None) -> tuple[str, ...]:
        return () if obj is None else self.get_fields(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        title = {"title": "New price of the exchange partner from a day", **(extra_context or {})}
        return super().add_view(request, form_url, title)  # type: ignore[no-any-return]  # the admin's library has no types

    @admin.display(description="for")
    def which(self, price: PartnerPrice) -> str:
        return price.variant.memory if price.variant else "all variants"

    @admin.display(description="from", ordering="valid")
    def begins(self, price: PartnerPrice) -> str:
        return bound_text(price.valid.lower)

    @admin.display(description="until")
    def ends(self, price: PartnerPrice) -> str:
        return bound_text(price.valid.upper)

    def save_model(self, request: HttpRequest, obj: PartnerPrice, form: forms.ModelForm[Any], change: bool) -> None:
        obj.pk = set_partner_price(actor=self.actor(request), at=now(), **form.cleaned_data).pk
