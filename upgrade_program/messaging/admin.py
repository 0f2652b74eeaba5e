"""Messages on head office's desk: to be read, whom they went to masked, what they said not shown at all; those given up are sent again.

Beside them the texts: as they would arrive today, and each version of them that was ever sent.
"""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from stores.access import is_head_office
from stores.clock import now
from stores.desk import LookedAtAdmin
from upgrade_program.customers.mobiles import masked_mobile
from upgrade_program.messaging.enums import State
from upgrade_program.messaging.models import Message, Preference, TextVersion
from upgrade_program.messaging.previews import previews
from upgrade_program.messaging.services import send_again
from upgrade_program.messaging.texts import names, template


@admin.register(Message)
class MessageAdmin(LookedAtAdmin):
    list_display = ("id", "template", "channel", "masked", "state", "report", "attempts", "queued_at", "ended_at")
    list_filter = ("state", "report", "category", "channel", "template")
    search_fields = ("=cause",)
    show_full_result_count = False
    actions = ("send_again",)
    fields = (
        "template", "channel", "language", "masked", "cause", "category", "state", "queued_at", "due_at", "until", "attempts", "ended_at",
        "last_error", "text", "reference", "provider_id", "report", "reported_at", "forgotten_at",
    )  # fmt: skip

    def rows_about(self, things: dict[str, list[int]]) -> Q | None:
        """What was told of a plan, its claims and reservations: causes begin with what each is called."""
        mine = Q()
        for kind in ("plan", "claim", "token"):
            for pk in things.get(kind, ()):
                mine |= Q(cause__startswith=f"{kind}:{pk}:")
        return mine or None

    @admin.display(description="to")
    def masked(self, message: Message) -> str:
        """98••• ••421, or f•••@example.in."""
        name, at, domain = message.address.partition("@")
        if at:
            return f"{name[:1]}•••@{domain}"
        return masked_mobile(message.address) if message.address else "forgotten"

    def has_send_permission(self, request: HttpRequest) -> bool:
        return is_head_office(self.actor(request))

    @admin.action(description="Send again what was given up", permissions=["send"])
    def send_again(self, request: HttpRequest, chosen: QuerySet[Message]) -> None:
        given_up = list(chosen.filter(state=State.PARKED).values_list("pk", flat=True))
        sent = send_again(actor=self.actor(request), messages=given_up, at=now())
        messages.success(request, f"{sent} set out again, {chosen.count() - sent} were not given up or are forgotten.")


@admin.register(TextVersion)
class TextVersionAdmin(LookedAtAdmin):
    list_display = ("template", "channel", "language", "version", "first_sent_at")
    list_filter = ("template", "channel", "language")
    fields = ("template", "channel", "language", "version", "first_sent_at", "text")

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        own = [
            path("preview/", guarded(self.overview), name="messaging_previews"),
            path("preview/<str:text>/", guarded(self.preview), name="messaging_preview"),
        ]
        return own + super().get_urls()  # type: ignore[no-any-return]  # the admin's library has no types

    @method_decorator(require_safe)
    def overview(self, request: HttpRequest) -> HttpResponse:
        """All templates with what they are."""
        return self._shown(request, "previews", "Texts of messages", {"templates": [template(name) for name in names()]})

    @method_decorator(require_safe)
    def preview(self, request: HttpRequest, text: str) -> HttpResponse:
        """One template's texts as they would arrive, with samples in them."""
        if text not in names():
            raise Http404
        kept = set(TextVersion.objects.filter(template=text).values_list("version", flat=True))
        context = {"template": template(text), "previews": previews(text), "kept": kept}
        return self._shown(request, "preview", text, context)

    def _shown(self, request: HttpRequest, page: str, title: str, context: dict[str, object]) -> HttpResponse:
        frame = self.admin_site.each_context(request) | {"title": title, "is_fullwidth": "1"}
        return render(request, f"headoffice/messages/{page}.html", frame | context)


@admin.register(Preference)
class PreferenceAdmin(LookedAtAdmin):
    list_display = ("customer_id", "wants", "way", "at", "store", "staff")
    list_filter = ("wants", "way")
    list_select_related = ("store", "staff")
    search_fields = ("=customer__id",)
    fields = ("customer_id", "wants", "way", "at", "store", "staff")
