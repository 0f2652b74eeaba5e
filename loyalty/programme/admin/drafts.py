"""Drafts: begun from the version in force, previewed on past bills, asked for by their maker, allowed or rejected by another person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from loyalty.programme.admin.desk import Desk
from loyalty.programme.admin.page import page_of
from loyalty.programme.enums import Part
from loyalty.programme.models import Draft
from loyalty.programme.queries import answers_to, content_of, latest
from loyalty.programme.queries.drafts import listed, listed_state
from loyalty.programme.services import ask_to_publish, begin_draft, change_draft, drop_draft, grant_publication, preview_draft
from stores.clock import local_day, now, store_today
from stores.desk import LookedAtAdmin
from upgrade_program.foundation.approvals.services import reject, withdraw
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused
from upgrade_program.kernel.wording import day_text

_TITLES = {Part.SETTINGS: "settings", Part.RULES: "earn rules", Part.STATUS: "ladder of status"}
_DONE = {
    "preview": "The draft was run over past bills.",
    "ask": "Another person of head office is asked.",
    "withdraw": "The request is withdrawn.",
    "drop": "The draft is put away.",
    "allow": "The version is published: it counts from its day on.",
    "reject": "The request is rejected.",
}


@admin.register(Draft)
class DraftAdmin(LookedAtAdmin):
    list_display = ("what", "begins", "stands", "made_by", "made_at", "reason")
    list_filter = ("part",)
    list_select_related = ("made_by",)
    list_before_template = "headoffice/programme/begin.html"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Head office begins drafts; the form is our own."""
        return bool(request.user.has_perm("programme.add_draft"))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        titles = [(part.value, title) for part, title in _TITLES.items()]
        answer: HttpResponse = super().changelist_view(request, {"parts": titles} | (extra_context or {}))
        return answer

    def get_urls(self) -> list[URLPattern]:
        def post(name: str) -> URLPattern:
            view = self.admin_site.admin_view(require_POST(self._act(name)))
            return path(f"<int:pk>/{name}/", view, name=f"programme_draft_{name}")  # type: ignore[no-any-return]  # the admin's library has no types

        own = [path("<int:pk>/edit/", self.admin_site.admin_view(self.edit_view), name="programme_draft_edit")]
        own += [post(name) for name in _DONE]
        return own + super().get_urls()  # type: ignore[no-any-return]  # the admin's library has no types

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """A new draft, filled with the newest version of its part."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        part = _part(request.GET.get("part", Part.RULES.value))
        desk = Desk.of(latest(part), part, sent=request.POST if request.method == "POST" else None)

        def save() -> Draft:
            head = desk.head.cleaned_data
            return begin_draft(actor=self.actor(request), content=desk.content, at=now(), **head)

        return self._form(request, desk, save, draft=None)

    def edit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A draft changed by its maker."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        draft = self._draft(pk)
        if draft is None:
            return self._gone(request, pk)
        if draft.made_by_id != self.actor(request).staff_id:
            raise PermissionDenied
        part, sent = Part(draft.part), request.POST if request.method == "POST" else None
        desk = Desk.of(content_of(draft), part, from_day=draft.from_day, reason=draft.reason, sent=sent)

        def save() -> Draft:
            head = desk.head.cleaned_data
            return change_draft(actor=self.actor(request), draft_id=draft.pk, content=desk.content, at=now(), **head)

        return self._form(request, desk, save, draft=draft)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """What a draft changes, what it would have given, where it stands, and the acts this person has now."""
        if not self.has_view_permission(request) or request.method == "POST":
            raise PermissionDenied
        draft = self._draft(int(object_id)) if object_id.isascii() and object_id.isdigit() else None
        return self._gone(request, object_id) if draft is None else self._page(request, draft)

    def _act(self, name: str) -> Callable[[HttpRequest, int], HttpResponse]:
        def act(request: HttpRequest, pk: int) -> HttpResponse:
            if not self.has_add_permission(request):
                raise PermissionDenied
            draft = self._draft(pk)
            if draft is None:
                return self._gone(request, pk)
            note = request.POST.get("note", "")
            try:
                self._do(name, draft, request, note=note)
            except (Forbidden, NotFound) as no:
                raise PermissionDenied from no
            except Refused as no:
                return self._page(request, draft, refused=no, note=note)
            messages.success(request, _DONE[name])
            return redirect("admin:programme_draft_change", draft.pk)

        return act

    def _do(self, name: str, draft: Draft, request: HttpRequest, *, note: str) -> None:
        actor, at = self.actor(request), now()
        own = {"preview": preview_draft, "ask": ask_to_publish, "drop": drop_draft}
        if name in own:
            own[name](actor=actor, draft_id=draft.pk, at=at)
            return
        asked = next(iter(answers_to(draft)), None)
        if asked is None:
            raise NotFound
        if name == "allow":
            grant_publication(approval_id=asked.pk, actor=actor, at=at, on=local_day(at), remark=note)
        elif name == "reject":
            reject(approval_id=asked.pk, actor=actor, at=at, note=note)
        else:
            withdraw(approval_id=asked.pk, actor=actor, at=at)

    def _form(self, request: HttpRequest, desk: Desk, save: Callable[[], Draft], *, draft: Draft | None) -> HttpResponse:
        sent = request.method == "POST"
        if sent and desk.valid:
            try:
                made = save()
                messages.success(request, "Saved as a draft. Preview it on past bills, then ask for it.")
                return redirect("admin:programme_draft_change", made.pk)
            except Forbidden as no:
                raise PermissionDenied from no
            except Refused as no:
                desk.tell(no)
        title = f"New version of the {_TITLES[desk.part]}" if draft is None else f"Draft of the {_TITLES[desk.part]}"
        context = {"title": title, "desk": desk, "draft": draft}
        return self._render(request, "form", context, status=422 if sent else 200)

    def _page(self, request: HttpRequest, draft: Draft, *, refused: Refused | None = None, note: str = "") -> HttpResponse:
        shown = page_of(draft, actor=self.actor(request), on=store_today())
        title = f"{_TITLES[Part(draft.part)].capitalize()} from {day_text(draft.from_day)}"
        context = {"title": title, "draft": draft, "shown": shown, "refused": refused, "note": note}
        return self._render(request, "draft", context, status=refused.status if refused else 200)

    def _render(self, request: HttpRequest, name: str, context: dict[str, Any], *, status: int) -> HttpResponse:
        around = self.admin_site.each_context(request) | {"opts": self.opts}
        return render(request, f"headoffice/programme/{name}.html", around | context, status=status)

    def _draft(self, pk: int) -> Draft | None:
        return Draft.objects.select_related("made_by").filter(pk=min(pk, 2**63 - 1)).first()

    def _gone(self, request: HttpRequest, pk: object) -> HttpResponse:
        answer: HttpResponse = self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        return answer

    def get_queryset(self, request: HttpRequest) -> QuerySet[Draft]:
        return listed(super().get_queryset(request), on=store_today())

    @admin.display(description="draft")
    def what(self, draft: Draft) -> str:
        return _TITLES[Part(draft.part)].capitalize()

    @admin.display(description="from", ordering="from_day")
    def begins(self, draft: Draft) -> str:
        return day_text(draft.from_day)

    @admin.display(description="state")
    def stands(self, draft: Draft) -> str:
        return listed_state(draft).value


def _part(word: str) -> Part:
    if word not in {part.value for part in Part}:
        raise Http404
    return Part(word)
