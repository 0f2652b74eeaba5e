"""What every page of head office's desk shares: the actor, the instant, and refusals shown at the field that caused them."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from unfold.admin import ModelAdmin, TabularInline

from stores.access import actor_for
from stores.kept import kept_of
from stores.trail import trail_of
from upgrade_program.foundation.history.queries import is_remembered
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused

REFUSAL = "_refusal_of_this_act"
_ASKED = "_only_asked_for"


def asked_for(request: HttpRequest) -> None:
    """Says that nothing has changed yet: somebody else has to allow it."""
    setattr(request, _ASKED, True)
    messages.info(request, "Asked for. Somebody else of head office allows it among the approvals; until then nothing changes.")


class DeskForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """A form that shows the refusal of the act it was sent for, and keeps what was typed."""

    refusal: Refused | None = None
    other_names: ClassVar[dict[str, str]] = {}  # what the service calls a field -> what it is called here

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for error in self.refusal.errors if self.refusal else []:
            name = self.other_names.get(error.field or "", error.field)
            self.add_error(name if name in self.fields else None, error.message)
        return cleaned


class LookedAt:
    """A page or a part of one that is only read: nothing is added, changed or deleted."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DeskAdmin(ModelAdmin):  # type: ignore[misc]  # the library has no types
    """An admin page whose acts are services: override `save_model` with one call, let `Refused` fly, delete nothing."""

    form = DeskForm
    compressed_fields = True
    list_fullwidth = True
    object_history_template = "headoffice/history.html"
    noun: ClassVar[str] = ""  # what the audit trail calls such a thing, where it is not the model's name
    about: ClassVar[dict[str, str]] = {}  # a kind of thing that a plan's or document's number names -> the lookup for its ids here
    parts: ClassVar[dict[str, str]] = {}  # tables of the rows that are parts of it -> the column that names it

    def subject_of(self, obj: Any) -> str:
        """What the audit trail calls this very thing."""
        return f"{self.noun or self.opts.model_name}:{obj.pk}"

    def rows_about(self, things: dict[str, list[int]]) -> Q | None:
        """Which rows are about the things that a number names; None where there are none."""
        found = [Q(**{lookup: things[kind]}) for kind, lookup in self.about.items() if things.get(kind)]
        return reduce(or_, found) if found else None

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        """By a plan's, claim's or document's number exactly what belongs to it, by index; anything else as the list says."""
        mine = self.rows_about(import_string(settings.DESK_NUMBERS)(search_term))
        if mine is not None:
            return queryset.filter(mine), False
        answer: tuple[QuerySet[Any], bool] = super().get_search_results(request, queryset, search_term)
        return answer

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """What happened to it by the audit trail, through whichever door, and what the database itself remembers of its row: the admin's
        own log knows only its pages, and no figures."""
        obj = self.get_object(request, object_id)
        table = self.opts.db_table
        known: dict[str, Any] = {"trail": trail_of(self.subject_of(obj)) if obj else [], "is_fullwidth": "1"}
        if obj and is_remembered(table):
            known |= {"remembered": True, "kept": kept_of(table, obj.pk, parts=self.parts)}
        answer: HttpResponse = super().history_view(request, object_id, (extra_context or {}) | known)
        return answer

    def actor(self, request: HttpRequest) -> Actor:
        return actor_for(request.user, None)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[forms.ModelForm[Any]]:
        form: type[forms.ModelForm[Any]] = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"refusal": getattr(request, REFUSAL, None)})

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """What was only asked for is no object yet."""
        return None if obj.pk is None else super().log_addition(request, obj, message)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        if getattr(request, _ASKED, False):
            asked: HttpResponse = self.response_post_save_add(request, obj)
            return asked
        answer: HttpResponse = super().response_add(request, obj, post_url_continue)
        return answer

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if getattr(request, _ASKED, False):
            asked: HttpResponse = self.response_post_save_change(request, obj)
            return asked
        answer: HttpResponse = super().response_change(request, obj)
        return answer

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            answer: HttpResponse = super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as no:
            # The act's transaction is rolled back. Asked again with the refusal known, the form is invalid and shows it.
            setattr(request, REFUSAL, no)
            answer = super().changeform_view(request, object_id, form_url, extra_context)
            answer.status_code = no.status if 400 <= no.status < 500 else 422
        return answer


class LookedAtAdmin(LookedAt, DeskAdmin):
    """A table that only the acts of others write."""


class LookedAtRows(LookedAt, TabularInline):  # type: ignore[misc]  # the library has no types
    """Rows under what they belong to, likewise."""
