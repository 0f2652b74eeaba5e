"""SRPs: a new one from a day on, and 'verified' for those marked to verify. What stands is only looked at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from stores.clock import now
from stores.desk import DeskAdmin
from upgrade_program.catalog.admin.forms import NewSrpForm
from upgrade_program.catalog.admin.periods import WhenFilter, bound_text
from upgrade_program.catalog.models import Srp
from upgrade_program.catalog.services import set_srp, verify_srp


@admin.register(Srp)
class SrpAdmin(DeskAdmin):
    form = NewSrpForm
    list_display = ("variant", "amount", "begins", "ends", "checked", "set_by")
    list_filter = (WhenFilter, "checked", "variant__model__brand")
    list_select_related = ("variant__model", "set_by")
    search_fields = ("variant__sku", "variant__model__name")
    autocomplete_fields = ("variant",)
    ordering = ("variant__model__name", "variant", "-valid")
    actions = ("mark_verified",)

    def subject_of(self, obj: Srp) -> str:
        return f"variant:{obj.variant_id}"

    def get_fields(self, request: HttpRequest, obj: Srp | None = None) -> tuple[str, ...]:
        if obj is None:
            return "variant", "amount", "from_day", "checked", "reason"
        return "variant", "amount", "begins", "ends", "checked", "set_by"

    def get_readonly_fields(self, request: HttpRequest, obj: Srp | None = None) -> tuple[str, ...]:
        return () if obj is None else self.get_fields(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_verify_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_add_permission(request))

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().add_view(request, form_url, {"title": "New SRP from a day", **(extra_context or {})})  # type: ignore[no-any-return]  # the admin's library has no types

    @admin.display(description="from", ordering="valid")
    def begins(self, srp: Srp) -> str:
        return bound_text(srp.valid.lower)

    @admin.display(description="until")
    def ends(self, srp: Srp) -> str:
        return bound_text(srp.valid.upper)

    @admin.action(description="Mark as verified", permissions=["verify"])
    def mark_verified(self, request: HttpRequest, srps: QuerySet[Srp]) -> None:
        open_ones = list(srps.filter(checked=False))
        for srp in open_ones:
            verify_srp(actor=self.actor(request), srp=srp, at=now())
        messages.success(request, f"{len(open_ones)} verified, {srps.count() - len(open_ones)} had been already.")

    def save_model(self, request: HttpRequest, obj: Srp, form: forms.ModelForm[Any], change: bool) -> None:
        obj.pk = set_srp(actor=self.actor(request), at=now(), **form.cleaned_data).pk
