"""What boards award from which month on, and the months that are frozen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from loyalty.activity.admin.forms import NewBoardTermsForm
from loyalty.activity.models import BoardTerms, Season, Standing
from loyalty.activity.services import set_board_terms
from stores.clock import now
from stores.desk import DeskAdmin, LookedAtAdmin, LookedAtRows
from upgrade_program.kernel.wording import day_text


@admin.register(BoardTerms)
class BoardTermsAdmin(DeskAdmin):
    form = NewBoardTermsForm
    list_display = ("begins", "ends", "shown", "day_awards", "point_awards")

    def get_fields(self, request: HttpRequest, obj: BoardTerms | None = None) -> tuple[str, ...]:
        if obj is None:
            return "from_month", "shown", "day_awards", "point_awards", "reason"
        return "begins", "ends", "shown", "day_awards", "point_awards"

    def get_readonly_fields(self, request: HttpRequest, obj: BoardTerms | None = None) -> tuple[str, ...]:
        return () if obj is None else self.get_fields(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().add_view(request, form_url, {"title": "New awards from a month", **(extra_context or {})})  # type: ignore[no-any-return]  # the admin's library has no types

    @admin.display(description="from", ordering="days")
    def begins(self, terms: BoardTerms) -> str:
        return day_text(terms.days.lower)

    @admin.display(description="until")
    def ends(self, terms: BoardTerms) -> str:
        return day_text(terms.days.upper) if terms.days.upper else "—"

    def save_model(self, request: HttpRequest, obj: BoardTerms, form: forms.ModelForm[Any], change: bool) -> None:
        obj.pk = set_board_terms(actor=self.actor(request), at=now(), **form.cleaned_data).pk


class StandingRows(LookedAtRows):
    model = Standing
    fields = readonly_fields = ("board", "rank", "member", "score", "in_a_row", "award")

    @admin.display(description="name")
    def member(self, place: Standing) -> str:
        """The masked name as it was shown; of who was erased nothing is left of it."""
        return place.name or "former member"


@admin.register(Season)
class SeasonAdmin(LookedAtAdmin):
    list_display = ("__str__", "frozen_at", "terms")
    inlines = (StandingRows,)
