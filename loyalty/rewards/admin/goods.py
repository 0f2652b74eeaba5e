"""The files of goods: added, looked at, withdrawn."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from loyalty.rewards.admin.forms import NewFileForm, WithdrawForm
from loyalty.rewards.models import GoodsFile
from loyalty.rewards.services import add_file, withdraw_file
from stores.clock import now
from stores.desk import DeskAdmin

_SHOWN = ("reward", "title", "title_hi", "filename", "media_type", "size", "sha256", "added_at", "withdrawn_at")


@admin.register(GoodsFile)
class GoodsFileAdmin(DeskAdmin):
    list_display = ("title", "reward", "filename", "media_type", "size", "added_at", "withdrawn_at")
    list_filter = ("media_type", ("withdrawn_at", admin.EmptyFieldListFilter))
    list_select_related = ("reward",)
    search_fields = ("title", "reward__name")
    autocomplete_fields = ("reward",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[forms.ModelForm[Any]]:
        kwargs["form"] = WithdrawForm if change else NewFileForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: GoodsFile | None = None) -> tuple[str, ...]:
        if obj is None:
            return "reward", "title", "title_hi", "file"
        return (*_SHOWN, "reason") if self.has_change_permission(request, obj) else _SHOWN

    def get_readonly_fields(self, request: HttpRequest, obj: GoodsFile | None = None) -> tuple[str, ...]:
        return () if obj is None else _SHOWN

    def has_change_permission(self, request: HttpRequest, obj: GoodsFile | None = None) -> bool:
        """Saving a file's page withdraws it, once."""
        return bool(super().has_change_permission(request, obj)) and (obj is None or obj.withdrawn_at is None)

    def save_model(self, request: HttpRequest, obj: GoodsFile, form: forms.ModelForm[Any], change: bool) -> None:
        typed, actor, at = form.cleaned_data, self.actor(request), now()
        if change:
            withdraw_file(file=obj, reason=typed["reason"], actor=actor, at=at)
        else:
            obj.pk = add_file(actor=actor, at=at, **typed).pk
