"""The foundation's tables on head office's desk, to be read: what is still on its way, who changed what, and who printed what."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from stores.access import is_head_office
from stores.clock import now
from stores.desk import LookedAtAdmin
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.documents.models import Print
from upgrade_program.foundation.history.models import RowChange
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.interfaces.headoffice.numbers import Things, subjects
from upgrade_program.usecases.deliver_again import deliver_again


@admin.register(Message)
class MessageAdmin(LookedAtAdmin):
    list_display = ("topic", "cause", "recorded_at", "attempts", "delivered_at", "parked_at")
    list_filter = ("topic", ("delivered_at", admin.EmptyFieldListFilter), ("parked_at", admin.EmptyFieldListFilter))
    search_fields = ("cause",)
    ordering = ("-id",)
    actions = ("deliver_again",)

    def rows_about(self, things: Things) -> Q | None:
        """The news of a plan, its claims, reservations and settlements, by what they are called in its causes."""
        mine = Q()
        for subject in subjects(things, "plan", "claim", "token", "settlement"):
            mine |= Q(cause__startswith=f"{subject}:")
        return Q(topic__in={*settings.OUTBOX_ROUTES, *settings.OUTBOX_BATCHES}) & mine if mine else None

    def has_deliver_permission(self, request: HttpRequest) -> bool:
        return is_head_office(self.actor(request))

    @admin.action(description="Deliver again what was parked", permissions=["deliver"])
    def deliver_again(self, request: HttpRequest, chosen: QuerySet[Message]) -> None:
        parked = list(chosen.filter(parked_at__isnull=False).values_list("pk", flat=True))
        again = deliver_again(actor=self.actor(request), messages=parked, at=now())
        messages.success(request, f"{again} set out again, {chosen.count() - again} were not parked.")


@admin.register(AuditRow)
class AuditRowAdmin(LookedAtAdmin):
    list_display = ("chain", "seq", "at", "verb", "subject", "actor_id", "actor_role", "store_id", "reason")
    list_filter = ("verb", "actor_role")
    search_fields = ("=subject",)
    ordering = ("-id",)
    show_full_result_count = False

    def rows_about(self, things: Things) -> Q | None:
        named = subjects(things, "plan", "claim", "plan_file")
        return Q(subject__in=named) if named else None


@admin.register(RowChange)
class RowChangeAdmin(LookedAtAdmin):
    """What the database remembers, rows that were deleted since too."""

    list_display = ("table", "key", "op", "at", "actor_id", "role", "act", "reason")
    list_filter = ("table", "op", "role")
    search_fields = ("=key", "=act")
    ordering = ("-id",)
    show_full_result_count = False


@admin.register(Print)
class PrintAdmin(LookedAtAdmin):
    list_display = ("subject", "form", "original", "at", "actor_id", "actor_role", "store_id")
    list_filter = ("form", "original")
    search_fields = ("=subject",)
    ordering = ("-id",)
    show_full_result_count = False

    def rows_about(self, things: Things) -> Q | None:
        named = subjects(things, "document", "certificate", "voucher")
        return Q(subject__in=named) if named else None
