"""Head office reads the ledger here; its only writers are the services."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q

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
    about = {"customer": "customer__in"}
    inlines = [LotRows]


@admin.register(Entry)
class EntryAdmin(LookedAtAdmin):
    list_display = ["at", "account", "seq", "kind", "d_pending", "d_available", "d_held", "d_debt", "source", "rule", "actor_name"]
    list_filter = ["kind"]
    list_select_related = ["account"]
    search_fields = ["=source_id", "=account__id"]
    date_hierarchy = "at"
    inlines = [MoveRows]

    def rows_about(self, things: dict[str, list[int]]) -> Q | None:
        """What a plan or its claims gave and took, asked of its holder's journal: that has an index, all sources together have none."""
        mine = Q()
        for kind in ("plan", "claim"):
            for pk in things.get(kind, ()):
                mine |= Q(source_type=kind) & (Q(source_id=str(pk)) | Q(source_id__startswith=f"{pk}:"))
        return Q(account__customer__in=things["customer"]) & mine if mine else None

    @admin.display(description="source")
    def source(self, entry: Entry) -> str:
        return f"{entry.source_type}:{entry.source_id}"


@admin.register(Lot)
class LotAdmin(LookedAtAdmin):
    list_display = ["id", "account", "issued", "remaining", "held", "state", "live_from", "expires_at"]
    list_filter = ["state"]
    list_select_related = ["account"]
    search_fields = ["=account__id"]
    about = {"customer": "account__customer__in"}


@admin.register(Hold)
class HoldAdmin(LookedAtAdmin):
    list_display = ["id", "account", "points", "state", "until", "source_type", "source_id"]
    list_filter = ["state"]
    list_select_related = ["account"]
    search_fields = ["=account__id", "=source_id"]
    about = {"customer": "account__customer__in"}
