"""Head office reads the ledger here; its only writers are the services."""

from __future__ import annotations

from django.contrib import admin

from loyalty.ledger.models import Account, Entry, Hold, Lot, LotMove
from stores.desk import LookedAtAdmin, LookedAtRows


class LotRows(LookedAtRows):
    model = Lot
    fk_name = "account"
    fields = ["issued", "remaining", "held", "state", "live_from", "expires_at"]


class MoveRows(LookedAtRows):
    model = LotMove
    fk_name = "entry"
    fields = ["lot", "points", "held", "restored"]


@admin.register(Account)
class AccountAdmin(LookedAtAdmin):
    list_display = ["id", "customer", "pending", "available", "held", "debt", "opened_at", "merged_into"]
    list_select_related = ["customer", "merged_into"]
    search_fields = ["=id", "=customer__id"]
    inlines = [LotRows]


@admin.register(Entry)
class EntryAdmin(LookedAtAdmin):
    list_display = ["at", "account", "seq", "kind", "d_pending", "d_available", "d_held", "d_debt", "source", "rule", "actor_name"]
    list_filter = ["kind"]
    list_select_related = ["account"]
    search_fields = ["=source_id", "=account__id"]
    date_hierarchy = "at"
    inlines = [MoveRows]

    @admin.display(description="source")
    def source(self, entry: Entry) -> str:
        return f"{entry.source_type}:{entry.source_id}"


@admin.register(Lot)
class LotAdmin(LookedAtAdmin):
    list_display = ["id", "account", "issued", "remaining", "held", "state", "live_from", "expires_at"]
    list_filter = ["state"]
    list_select_related = ["account"]
    search_fields = ["=account__id"]


@admin.register(Hold)
class HoldAdmin(LookedAtAdmin):
    list_display = ["id", "account", "points", "state", "until", "source_type", "source_id"]
    list_filter = ["state"]
    list_select_related = ["account"]
    search_fields = ["=account__id", "=source_id"]
