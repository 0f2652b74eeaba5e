"""Redemptions: only looked at; codes are for the counter."""

from __future__ import annotations

from django.contrib import admin

from loyalty.rewards.models import Redemption
from stores.desk import LookedAtAdmin


@admin.register(Redemption)
class RedemptionAdmin(LookedAtAdmin):
    list_display = ("written", "reward", "points", "state", "store", "at", "good_through", "ended_at")
    list_filter = ("state", "reward", "store")
    list_select_related = ("reward", "store")
    search_fields = ("number", "reward__name", "store__code")
    date_hierarchy = "on"
    exclude = ("code",)
