"""Plan prices: a new price from an instant on; the history is only looked at."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from stores.clock import now
from stores.desk import DeskAdmin
from upgrade_program.catalog.admin.forms import NewPriceForm
from upgrade_program.catalog.admin.periods import WhenPriceFilter, bound_text
from upgrade_program.catalog.models import PlanPrice
from upgrade_program.catalog.services import set_plan_price

# A sale takes its instant before it takes its locks and is cut off within 8 seconds; a price that begins later can overtake none.
NOTICE = timedelta(seconds=10)


@admin.register(PlanPrice)
class PlanPriceAdmin(DeskAdmin):
    form = NewPriceForm
    list_display = ("model", "which", "amount", "begins", "ends", "set_by", "reason", "withdrawn")
    list_filter = (WhenPriceFilter, "model__brand", "model__series")
    list_select_related = ("model", "variant__model", "set_by")
    search_fields = ("model__name", "variant__sku", "reason")
    autocomplete_fields = ("model", "variant")
    ordering = ("model__name", "variant", "-valid")

    def get_fields(self, request: HttpRequest, obj: PlanPrice | None = None) -> tuple[str, ...]:
        if obj is None:
            return "model", "variant", "amount", "from_at", "reason"
        return "model", "which", "amount", "begins", "ends", "set_by", "set_at", "reason", "withdrawn_at"

    def get_readonly_fields(self, request: HttpRequest, obj: PlanPrice | None = None) -> tuple[str, ...]:
        return () if obj is None else self.get_fields(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().add_view(request, form_url, {"title": "New price from an instant", **(extra_context or {})})  # type: ignore[no-any-return]

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

    def save_model(self, request: HttpRequest, obj: PlanPrice, form: forms.ModelForm[Any], change: bool) -> None:
        at = now()
        typed = dict(form.cleaned_data)
        from_at = _not_before(typed.pop("from_at"), at=at)
        obj.pk = set_plan_price(actor=self.actor(request), from_at=from_at, at=at, **typed).pk


def _not_before(wanted: datetime | None, *, at: datetime) -> datetime:
    """The instant wanted, moved past the notice if it lies within it; one in the past stays, for the service to refuse."""
    soonest = (at + NOTICE).replace(microsecond=0) + timedelta(seconds=1)
    if wanted is None or at <= wanted < soonest:
        return soonest
    return wanted
