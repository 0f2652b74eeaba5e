"""Rewards: added, stocked, and otherwise as they were made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest

from loyalty.rewards.admin.forms import NewRewardForm, StockForm
from loyalty.rewards.enums import Made
from loyalty.rewards.models import GoodsFile, Reward, RewardTerms
from loyalty.rewards.queries.catalogue import standing_terms
from loyalty.rewards.services import add_reward, add_stock, load_codes
from loyalty.rewards.services.catalogue import NewReward
from stores.clock import now
from stores.desk import DeskAdmin, LookedAtRows
from upgrade_program.catalog.admin.periods import bound_text
from upgrade_program.foundation.ui.figures import grouped

_NAMED = ("key", "kind", "name", "name_hi", "about", "about_hi", "partner")
_LIMITS = ("percent_off", "needs_membership")
_FACTS = (*_NAMED, *_LIMITS, "made")
Fieldsets = tuple[tuple[str | None, dict[str, Any]], ...]


class TermsHistory(LookedAtRows):
    """All terms a reward ever had, newest first; only looked at."""

    model = RewardTerms
    verbose_name_plural = "terms, all of them"
    fields = readonly_fields = ("cost", "limit", "begins", "ends", "set_by", "reason", "withdrawn_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[RewardTerms]:
        rows: QuerySet[RewardTerms] = super().get_queryset(request)
        return rows.select_related("set_by").order_by("-valid")

    @admin.display(description="points")
    def cost(self, terms: RewardTerms) -> str:
        return grouped(terms.points)

    @admin.display(description="at most a member")
    def limit(self, terms: RewardTerms) -> str:
        return f"{grouped(terms.most)} {terms.get_period_display()}"

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
    list_display = ("name", "key", "kind", "cost", "until", "stock", "redeemed", "needs_membership", "partner")
    list_filter = ("kind", "needs_membership", "made")
    search_fields = ("key", "name", "partner")
    inlines = (TermsHistory, FileRows)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[forms.ModelForm[Any]]:
        kwargs["form"] = StockForm if change else NewRewardForm
        return super().get_form(request, obj, change, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reward]:
        """With the terms in force now, so that the list says what each costs and until when."""
        rows: QuerySet[Reward] = super().get_queryset(request)
        in_force = standing_terms().filter(reward=OuterRef("pk"), valid__contains=now())
        return rows.annotate(cost_now=Subquery(in_force.values("points")[:1]), ends_at=Subquery(in_force.values("valid__endswith")[:1]))

    def get_fieldsets(self, request: HttpRequest, obj: Reward | None = None) -> Fieldsets:
        if obj is None:
            return ("What it is", {"fields": _NAMED}), ("Limits and stock", {"fields": (*_LIMITS, "made", "cap")})
        limits = ("Limits and stock", {"fields": (*_LIMITS, "made", "in_all", "stock", "redeemed")})
        if not self.has_change_permission(request, obj):
            return ("What it is", {"fields": _NAMED}), limits
        more = ("codes", "reason") if obj.made == Made.LIST else ("more", "reason")
        return ("What it is", {"fields": _NAMED}), limits, ("More of it", {"fields": more})

    def get_readonly_fields(self, request: HttpRequest, obj: Reward | None = None) -> tuple[str, ...]:
        return () if obj is None else (*_FACTS, "in_all", "stock", "redeemed")

    def get_inlines(self, request: HttpRequest, obj: Reward | None) -> tuple[Any, ...]:
        return () if obj is None else self.inlines

    def has_change_permission(self, request: HttpRequest, obj: Reward | None = None) -> bool:
        """Only stock that is counted can be changed."""
        return bool(super().has_change_permission(request, obj)) and (obj is None or obj.cap is not None)

    @admin.display(description="left")
    def stock(self, reward: Reward) -> str:
        return "no limit" if reward.left is None or reward.cap is None else f"{grouped(reward.left)} of {grouped(reward.cap)}"

    @admin.display(description="stock in all")
    def in_all(self, reward: Reward) -> str:
        return "no limit" if reward.cap is None else grouped(reward.cap)

    @admin.display(description="redeemed", ordering="used")
    def redeemed(self, reward: Reward) -> str:
        return grouped(reward.used)

    @admin.display(description="points now", ordering="cost_now")
    def cost(self, reward: Any) -> str:
        return "not on offer" if reward.cost_now is None else grouped(reward.cost_now)

    @admin.display(description="until", ordering="ends_at")
    def until(self, reward: Any) -> str:
        return bound_text(reward.ends_at)

    def save_model(self, request: HttpRequest, obj: Reward, form: forms.ModelForm[Any], change: bool) -> None:
        typed, actor, at = form.cleaned_data, self.actor(request), now()
        if not change:
            obj.pk = add_reward(new=NewReward(**typed), actor=actor, at=at).pk
        elif obj.made == Made.LIST:
            load_codes(reward=obj, text=typed["codes"], reason=typed["reason"], actor=actor, at=at)
        else:
            add_stock(reward=obj, more=typed["more"] or 0, reason=typed["reason"], actor=actor, at=at)
