"""Missions and events, and what members made of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from loyalty.activity.admin.forms import EndMissionForm, NewEventForm, NewMissionForm
from loyalty.activity.calendar import ONE_DAY
from loyalty.activity.models import Completion, Mission, Review, StoreEvent
from loyalty.activity.services import add_event, add_mission, end_mission
from loyalty.activity.services.missions import NewMission
from stores.clock import now, store_today
from stores.desk import DeskAdmin, LookedAtAdmin
from upgrade_program.kernel.wording import day_text

_FACTS = ("key", "proof", "title", "title_hi", "about", "about_hi", "points", "turn")


@admin.register(Mission)
class MissionAdmin(DeskAdmin):
    list_display = ("title", "key", "proof", "points", "turn", "begins", "ends")
    list_filter = ("proof", "turn")
    search_fields = ("key", "title")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[forms.ModelForm[Any]]:
        kwargs["form"] = EndMissionForm if change else NewMissionForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Mission | None = None) -> tuple[str, ...]:
        if obj is None:
            return (*_FACTS, "first_day", "last_day")
        shown = (*_FACTS, "begins", "ends")
        return (*shown, "last_day", "reason") if self.has_change_permission(request, obj) else shown

    def get_readonly_fields(self, request: HttpRequest, obj: Mission | None = None) -> tuple[str, ...]:
        return () if obj is None else (*_FACTS, "begins", "ends")

    def has_change_permission(self, request: HttpRequest, obj: Mission | None = None) -> bool:
        """Only a mission that is not over can be ended."""
        allowed: bool = super().has_change_permission(request, obj)
        if obj is None or obj.days is None or not allowed:  # without days: just added, and written by the service
            return allowed
        return obj.days.upper is None or obj.days.upper > store_today()

    @admin.display(description="from", ordering="days")
    def begins(self, mission: Mission) -> str:
        return day_text(mission.days.lower)

    @admin.display(description="through")
    def ends(self, mission: Mission) -> str:
        return day_text(mission.days.upper - ONE_DAY) if mission.days.upper else "—"

    def save_model(self, request: HttpRequest, obj: Mission, form: forms.ModelForm[Any], change: bool) -> None:
        typed, actor, at = form.cleaned_data, self.actor(request), now()
        if change:
            end_mission(mission=obj, last_day=typed["last_day"], reason=typed["reason"], actor=actor, at=at)
        else:
            obj.pk = add_mission(new=NewMission(**typed), actor=actor, at=at).pk


@admin.register(StoreEvent)
class StoreEventAdmin(DeskAdmin):
    form = NewEventForm
    list_display = ("title", "store", "on", "mission", "entered", "seats")
    list_filter = ("mission", "store")
    list_select_related = ("store", "mission")
    search_fields = ("title", "store__code")
    autocomplete_fields = ("mission", "store")
    date_hierarchy = "on"

    def get_fields(self, request: HttpRequest, obj: StoreEvent | None = None) -> tuple[str, ...]:
        facts = ("mission", "store", "title", "on", "seats")
        return facts if obj is None else (*facts, "entered")

    def get_readonly_fields(self, request: HttpRequest, obj: StoreEvent | None = None) -> tuple[str, ...]:
        return () if obj is None else self.get_fields(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: StoreEvent, form: forms.ModelForm[Any], change: bool) -> None:
        typed = dict(form.cleaned_data)
        store = typed.pop("store")
        obj.pk = add_event(store_id=store.pk, actor=self.actor(request), at=now(), **typed).pk


@admin.register(Completion)
class CompletionAdmin(LookedAtAdmin):
    list_display = ("id", "mission", "customer", "turn", "points", "at", "live_from", "taken_back_at")
    list_filter = ("mission", ("taken_back_at", admin.EmptyFieldListFilter), "store")
    list_select_related = ("mission", "customer")
    date_hierarchy = "at"


@admin.register(Review)
class ReviewAdmin(LookedAtAdmin):
    list_display = ("id", "stars", "text", "customer", "at")
    list_filter = ("stars",)
    list_select_related = ("customer",)
    search_fields = ("text",)
    date_hierarchy = "at"
