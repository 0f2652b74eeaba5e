"""What every page of head office's desk shares: the actor, the instant, and refusals shown at the field that caused them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin, TabularInline

from stores.access import actor_for
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused

REFUSAL = "_refusal_of_this_act"


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

    def actor(self, request: HttpRequest) -> Actor:
        return actor_for(request.user, None)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[forms.ModelForm[Any]]:
        form: type[forms.ModelForm[Any]] = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"refusal": getattr(request, REFUSAL, None)})

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
