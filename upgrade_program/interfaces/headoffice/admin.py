"""The foundation's tables on head office's desk, to be read: what is still on its way, who changed what, and who printed what."""

from __future__ import annotations

from django.contrib import admin

from stores.desk import LookedAtAdmin
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.documents.models import Print
from upgrade_program.foundation.outbox.models import Message


@admin.register(Message)
class MessageAdmin(LookedAtAdmin):
    list_display = ("topic", "cause", "recorded_at", "attempts", "delivered_at", "parked_at")
    list_filter = ("topic", ("delivered_at", admin.EmptyFieldListFilter), ("parked_at", admin.EmptyFieldListFilter))
    search_fields = ("cause",)
    ordering = ("-id",)


@admin.register(AuditRow)
class AuditRowAdmin(LookedAtAdmin):
    list_display = ("chain", "seq", "at", "verb", "subject", "actor_id", "actor_role", "store_id", "reason")
    list_filter = ("verb", "actor_role")
    search_fields = ("=subject",)
    ordering = ("-id",)
    show_full_result_count = False


@admin.register(Print)
class PrintAdmin(LookedAtAdmin):
    list_display = ("subject", "form", "original", "at", "actor_id", "actor_role", "store_id")
    list_filter = ("form", "original")
    search_fields = ("=subject",)
    ordering = ("-id",)
    show_full_result_count = False
