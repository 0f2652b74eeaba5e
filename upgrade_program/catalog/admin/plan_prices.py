"""Plan prices, only looked at: they are changed on the pricing desk, by two people."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from stores.desk import LookedAtAdmin
from upgrade_program.catalog.admin.periods import WhenPriceFilter, bound_text
from upgrade_program.catalog.models import PlanPrice


@admin.register(PlanPrice)
class PlanPriceAdmin(LookedAtAdmin):
    list_display = ("model", "which", "amount", "begins", "ends", "set_by", "reason", "withdrawn")
    list_filter = (WhenPriceFilter, "model__brand", "model__series")
    list_select_related = ("model", "variant__model", "set_by")
    search_fields = ("model__name", "variant__sku", "reason")
    ordering = ("model__name", "variant", "-valid")

    def get_fields(self, request: HttpRequest, obj: PlanPrice | None = None) -> tuple[str, ...]:
        return "model", "which", "amount", "begins", "ends", "set_by", "set_at", "reason", "withdrawn_at"

    def get_readonly_fields(self, request: HttpRequest, obj: PlanPrice | None = None) -> tuple[str, ...]:
        return self.get_fields(request, obj)

    @admin.display(description="for")
    def which(self, price: PlanPrice) -> str:
        return price.variant.memory if price.variant else "all variants"

    @admin.display(description="from", ordering="valid")
    def begins(self, price: PlanPrice) -> str:
        return bound_text(price.valid.lower)

    @admin.display(description="until")
    def ends(self, price: PlanPrice) -> str:
        return bound_text(price.valid.upper)

    @admin.display(description="withdrawn", boolean=True)
    def withdrawn(self, price: PlanPrice) -> bool:
        return price.withdrawn_at is not None
