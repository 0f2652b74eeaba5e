"""Rewards: added, stocked, and otherwise as they were made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from loyalty.rewards.admin.forms import NewRewardForm, StockForm
from loyalty.rewards.enums import Made
from loyalty.rewards.models import GoodsFile, Reward, RewardTerms
from loyalty.rewards.services import add_reward, add_stock, load_codes
from loyalty.rewards.services.catalogue import NewReward
from stores.clock import now
from stores.desk import DeskAdmin, LookedAtRows
from upgrade_program.catalog.admin.periods import bound_text

_FACTS = ("key", "kind", "name", "name_hi", "about", "about_hi", "partner", "percent_off", "made", "needs_membership", "cap")


class TermsHistory(LookedAtRows):
    """All terms a reward ever had, newest first; only looked at."""

    model = RewardTerms
    verbose_name_plural = "terms, all of them"
    fields = readonly_fields = ("points", "most", "period", "begins", "ends", "set_by", "reason", "withdrawn_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[RewardTerms]:
        rows: QuerySet[RewardTerms] = super().get_queryset(request)
        return rows.select_related("set_by").order_by("-valid")

    @admin.display(description="from")
    def begins(self, terms: RewardTerms) -> str:
        return bound_text(terms.valid.lower)

    @admin.display(description="until")
    def ends(self, terms: RewardTerms) -> str:
        return bound_text(terms.valid.upper)


class FileRows(LookedAtRows):
    """What members of these goods get."""

    model = GoodsFile
    fields = readonly_fields = ("title", "filename", "media_type", "size", "withdrawn_at")


@admin.register(Reward)
class RewardAdmin(DeskAdmin):
    list_display = ("name", "key", "kind", "stock", "used", "needs_membership", "partner")
    list_filter = ("kind", "needs_membership", "made")
    search_fields = ("key", "name", "partner")
    inlines = (TermsHistory, FileRows)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[forms.ModelForm[Any]]:
        kwargs["form"] = StockForm if change else NewRewardForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Reward | None = None) -> tuple[str, ...]:
        if obj is None:
            return _FACTS
        if not self.has_change_permission(request, obj):
            return (*_FACTS, "used")
        if obj.made == Made.LIST:
            return (*_FACTS, "used", "codes", "reason")
        return (*_FACTS, "used", "more", "reason")

    def get_readonly_fields(self, request: HttpRequest, obj: Reward | None = None) -> tuple[str, ...]:
        return () if obj is None else (*_FACTS, "used")

    def get_inlines(self, request: HttpRequest, obj: Reward | None) -> tuple[Any, ...]:
        return () if obj is None else self.inlines

    def has_change_permission(self, request: HttpRequest, obj: Reward | None = None) -> bool:
        """Only stock that is counted can be changed."""
        return bool(super().has_change_permission(request, obj)) and (obj is None or obj.cap is not None)

    @admin.display(description="left")
    def stock(self, reward: Reward) -> str:
        return "no limit" if reward.left is None else f"{reward.left} of {reward.cap}"

    def save_model(self, request: HttpRequest, obj: Reward, form: forms.ModelForm[Any], change: bool) -> None:
        typed, actor, at = form.cleaned_data, self.actor(request), now()
        if not change:
            obj.pk = add_reward(new=NewReward(**typed), actor=actor, at=at).pk
        elif obj.made == Made.LIST:
            load_codes(reward=obj, text=typed["codes"], reason=typed["reason"], actor=actor, at=at)
        else:
            add_stock(reward=obj, more=typed["more"] or 0, reason=typed["reason"], actor=actor, at=at)
