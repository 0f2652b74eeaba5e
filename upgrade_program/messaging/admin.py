"""Messages on head office's desk: to be read, whom they went to masked, what they said not shown at all."""

from __future__ import annotations

from django.contrib import admin

from stores.desk import LookedAtAdmin
from upgrade_program.customers.mobiles import masked_mobile
from upgrade_program.messaging.models import Message


@admin.register(Message)
class MessageAdmin(LookedAtAdmin):
    list_display = ("id", "template", "channel", "masked", "state", "attempts", "queued_at", "ended_at")
    list_filter = ("state", "channel", "template")
    search_fields = ("=cause",)
    show_full_result_count = False
    fields = (
        "template", "channel", "language", "masked", "cause", "state", "queued_at", "due_at", "attempts", "ended_at", "last_error",
        "reference", "provider_id", "forgotten_at",
    )  # fmt: skip

    @admin.display(description="to")
    def masked(self, message: Message) -> str:
        """98••• ••421, or f•••@example.in."""
        name, at, domain = message.address.partition("@")
        if at:
            return f"{name[:1]}•••@{domain}"
        return masked_mobile(message.address) if message.address else "forgotten"
