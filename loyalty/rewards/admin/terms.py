"""What rewards cost: new terms from an instant on, running ones ended earlier; the history is only looked at."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from loyalty.rewards.admin.forms import EndTermsForm, NewTermsForm
from loyalty.rewards.models import RewardTerms
from loyalty.rewards.services import end_terms, set_terms
from stores.clock import now
from stores.desk import DeskAdmin
from upgrade_program.catalog.admin.periods import WhenPriceFilter, bound_text
from upgrade_program.foundation.ui.figures import grouped

# As for plan prices: what begins a few seconds later overtakes no redemption under way.
NOTICE = timedelta(seconds=10)
_SHOWN = ("reward", "cost", "limit", "good_for", "begins", "ends", "set_by", "set_at", "withdrawn_at", "why")
Fieldsets = tuple[tuple[str | None, dict[str, Any]], ...]


@admin.register(RewardTerms)
class RewardTermsAdmin(DeskAdmin):
    list_display = ("reward", "cost", "limit", "begins", "ends", "set_by", "reason", "withdrawn")
    list_filter = (WhenPriceFilter, "reward__kind")
    list_select_related = ("reward", "set_by")
    search_fields = ("reward__name", "reward__key", "reason")
    autocomplete_fields = ("reward",)
    ordering = ("reward__name", "-valid")

    def subject_of(self, obj: RewardTerms) -> str:
        return f"reward:{obj.reward_id}"

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[forms.ModelForm[Any]]:
        kwargs["form"] = EndTermsForm if change else NewTermsForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: RewardTerms | None = None) -> Fieldsets:
        if obj is None:
            return (
                ("Cost", {"fields": ("reward", "points")}),
                ("Limits", {"fields": ("most", "period", "good_days")}),
                ("Dates", {"fields": ("from_at", "until")}),
                ("Why", {"fields": ("reason",)}),
            )
        shown = (
            ("Cost", {"fields": ("reward", "cost")}),
            ("Limits", {"fields": ("limit", "good_for")}),
            ("Dates", {"fields": ("begins", "ends", "withdrawn_at")}),
            ("Why", {"fields": ("set_by", "set_at", "why")}),
        )
        return (*shown, ("End them earlier", {"fields": ("until", "reason")})) if self.has_change_permission(request, obj) else shown

    def get_readonly_fields(self, request: HttpRequest, obj: RewardTerms | None = None) -> tuple[str, ...]:
        return () if obj is None else _SHOWN

    def has_change_permission(self, request: HttpRequest, obj: RewardTerms | None = None) -> bool:
        """Only terms that still run or are to come can be ended."""
        allowed: bool = super().has_change_permission(request, obj)
        if obj is None or obj.valid is None or not allowed:  # without days: just added, and written by the service
            return allowed
        return obj.withdrawn_at is None and (obj.valid.upper is None or obj.valid.upper > now())

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().add_view(request, form_url, {"title": "New terms from an instant", **(extra_context or {})})  # type: ignore[no-any-return]  # the admin's library has no types

    @admin.display(description="from", ordering="valid")
    def begins(self, terms: RewardTerms) -> str:
        return bound_text(terms.valid.lower)

    @admin.display(description="until")
    def ends(self, terms: RewardTerms) -> str:
        return bound_text(terms.valid.upper)

    @admin.display(description="a member")
    def limit(self, terms: RewardTerms) -> str:
        return f"{grouped(terms.most)} {terms.get_period_display()}"

    @admin.display(description="points", ordering="points")
    def cost(self, terms: RewardTerms) -> str:
        return grouped(terms.points)

    @admin.display(description="good for")
    def good_for(self, terms: RewardTerms) -> str:
        return "no end" if terms.good_days is None else f"{grouped(terms.good_days)} days"

    @admin.display(description="reason")
    def why(self, terms: RewardTerms) -> str:
        return terms.reason

    @admin.display(description="withdrawn", boolean=True)
    def withdrawn(self, terms: RewardTerms) -> bool:
        return terms.withdrawn_at is not None

    def save_model(self, request: HttpRequest, obj: RewardTerms, form: forms.ModelForm[Any], change: bool) -> None:
        typed, actor, at = dict(form.cleaned_data), self.actor(request), now()
        if change:
            until = _not_before(typed["until"], at=at)
            end_terms(terms=obj, until=until, reason=typed["reason"], actor=actor, at=at)
            return
        from_at = _not_before(typed.pop("from_at"), at=at)
        obj.pk = set_terms(from_at=from_at, actor=actor, at=at, **typed).pk


def _not_before(wanted: datetime | None, *, at: datetime) -> datetime:
    """The instant wanted, moved past the notice if it lies within it; one in the past stays, for the service to refuse."""
    soonest = (at + NOTICE).replace(microsecond=0) + timedelta(seconds=1)
    return soonest if wanted is None or at <= wanted < soonest else wanted
