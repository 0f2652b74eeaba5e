"""Head office's pages of customers (masked, only looked at) and consent texts (only added; a new version follows the old)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminSingleDateWidget, UnfoldAdminTextareaWidget

from stores.clock import now
from stores.desk import DeskAdmin, DeskForm, LookedAtAdmin
from upgrade_program.customers.mobiles import masked_mobile
from upgrade_program.customers.models import Consent, ConsentText, Customer
from upgrade_program.customers.services import publish_consent_text
from upgrade_program.kernel.wording import day_text


@admin.register(Customer)
class CustomerAdmin(LookedAtAdmin):
    list_display = ("id", "masked", "initials", "language", "created_at")
    list_filter = ("language", "created_at")
    fields = ("masked", "initials", "language", "created_at")

    @admin.display(description="mobile")
    def masked(self, customer: Customer) -> str:
        return masked_mobile(customer.mobile)

    @admin.display(description="name")
    def initials(self, customer: Customer) -> str:
        return " ".join(f"{part[0]}." for part in customer.name.split())


@admin.register(Consent)
class ConsentAdmin(LookedAtAdmin):
    list_display = ("id", "customer", "text", "given_at", "store", "staff", "subject")
    list_filter = ("text", "store", "given_at")
    list_select_related = ("customer", "text", "store", "staff")
    search_fields = ("subject",)


class NewTextForm(DeskForm):
    english = forms.CharField(label="In English", widget=UnfoldAdminTextareaWidget)
    hindi = forms.CharField(label="In Hindi", widget=UnfoldAdminTextareaWidget)
    from_day = forms.DateField(label="From", widget=UnfoldAdminSingleDateWidget, help_text="Tomorrow at the earliest.")
    reason = forms.CharField(max_length=300, help_text="In a few words; it stands in the audit trail.")

    class Meta:
        model = ConsentText
        fields = ["purpose"]


@admin.register(ConsentText)
class ConsentTextAdmin(DeskAdmin):
    form = NewTextForm
    list_display = ("purpose", "version", "language", "begins", "ends", "text")
    list_filter = ("purpose", "language")

    def get_fields(self, request: HttpRequest, obj: ConsentText | None = None) -> tuple[str, ...]:
        if obj is None:
            return "purpose", "english", "hindi", "from_day", "reason"
        return "purpose", "version", "language", "text", "begins", "ends"

    def get_readonly_fields(self, request: HttpRequest, obj: ConsentText | None = None) -> tuple[str, ...]:
        return () if obj is None else self.get_fields(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="from")
    def begins(self, text: ConsentText) -> str:
        return day_text(text.in_force.lower)

    @admin.display(description="until")
    def ends(self, text: ConsentText) -> str:
        return day_text(text.in_force.upper) if text.in_force.upper else "—"

    def save_model(self, request: HttpRequest, obj: ConsentText, form: forms.ModelForm[Any], change: bool) -> None:
        obj.pk = publish_consent_text(actor=self.actor(request), at=now(), **form.cleaned_data)[0].pk
