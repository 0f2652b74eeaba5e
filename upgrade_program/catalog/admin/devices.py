"""Models and variants: added by head office, flagged eligible, otherwise as their maker named them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from stores.clock import now
from stores.desk import DeskAdmin, DeskForm, LookedAtRows
from upgrade_program.catalog.admin.forms import EligibilityForm, NewVariantForm
from upgrade_program.catalog.admin.periods import bound_text
from upgrade_program.catalog.models import DeviceModel, PlanPrice, Variant
from upgrade_program.catalog.queries.offers import offer_rows
from upgrade_program.catalog.services import add_model, add_variant, set_eligibility


class PriceHistory(LookedAtRows):
    """All prices a model ever had, newest first; only looked at."""

    model = PlanPrice
    verbose_name_plural = "price history"
    fields = readonly_fields = ("variant", "amount", "begins", "ends", "set_by", "reason", "withdrawn_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PlanPrice]:
        rows: QuerySet[PlanPrice] = super().get_queryset(request)
        return rows.select_related("variant__model", "set_by").order_by("variant", "-valid")

    @admin.display(description="from")
    def begins(self, price: PlanPrice) -> str:
        return bound_text(price.valid.lower)

    @admin.display(description="until")
    def ends(self, price: PlanPrice) -> str:
        return bound_text(price.valid.upper)


@admin.register(DeviceModel)
class DeviceModelAdmin(DeskAdmin):
    noun = "model"
    list_display = ("name", "brand", "series", "launch_date", "eligible")
    list_filter = ("eligible", "brand", "series")
    search_fields = ("name", "brand", "slug")
    inlines = (PriceHistory,)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[forms.ModelForm[Any]]:
        kwargs["form"] = EligibilityForm if change else DeskForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: DeviceModel | None = None) -> tuple[str, ...]:
        facts = ("brand", "series", "name", "launch_date", "eligible")
        if obj is None:
            return facts
        return (*facts, "reason") if self.has_change_permission(request, obj) else facts

    def get_readonly_fields(self, request: HttpRequest, obj: DeviceModel | None = None) -> tuple[str, ...]:
        return () if obj is None else ("brand", "series", "name", "launch_date")

    def get_inlines(self, request: HttpRequest, obj: DeviceModel | None) -> tuple[type[PriceHistory], ...]:
        return () if obj is None else self.inlines

    def save_model(self, request: HttpRequest, obj: DeviceModel, form: forms.ModelForm[Any], change: bool) -> None:
        typed, actor, at = form.cleaned_data, self.actor(request), now()
        if change:
            set_eligibility(actor=actor, model=obj, eligible=typed["eligible"], reason=typed["reason"], at=at)
        else:
            obj.pk = add_model(actor=actor, at=at, **typed).pk


@admin.register(Variant)
class VariantAdmin(DeskAdmin):
    form = NewVariantForm
    list_display = ("__str__", "sku", "srp_today", "verified", "price_now", "takes_part")
    list_filter = ("model__eligible", "model__brand", "ram_gb", "storage_gb")
    search_fields = ("sku", "model__name")
    autocomplete_fields = ("model",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Variant]:
        return offer_rows(at=now())

    def get_fields(self, request: HttpRequest, obj: Variant | None = None) -> tuple[str, ...]:
        if obj is None:
            return "model", "ram_gb", "storage_gb", "srp", "checked", "reason"
        return "model", "ram_gb", "storage_gb", "sku", "srp_today", "verified", "price_now", "takes_part"

    def get_readonly_fields(self, request: HttpRequest, obj: Variant | None = None) -> tuple[str, ...]:
        return () if obj is None else self.get_fields(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="SRP today, ₹")
    def srp_today(self, variant: Any) -> Any:
        return variant.srp

    @admin.display(description="verified", boolean=True)
    def verified(self, variant: Any) -> bool:
        return bool(variant.srp_checked)

    @admin.display(description="plan price now, ₹")
    def price_now(self, variant: Any) -> Any:
        return variant.plan_price

    @admin.display(description="takes part", boolean=True)
    def takes_part(self, variant: Any) -> bool:
        return bool(variant.model.eligible)

    def save_model(self, request: HttpRequest, obj: Variant, form: forms.ModelForm[Any], change: bool) -> None:
        obj.pk = add_variant(actor=self.actor(request), at=now(), **form.cleaned_data).pk
