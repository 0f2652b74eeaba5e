"""Closing a store, or opening it again: what goes on elsewhere, what has to be settled first, and who takes over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from stores.access import is_head_office, require_head_office
from stores.clock import local_day, now
from stores.models import Store
from upgrade_program.interfaces.headoffice.prices.page import actor_of, desk_page
from upgrade_program.kernel.errors import Forbidden, Refused
from upgrade_program.usecases.closing import close_store, closing_of, reopen_store


class ReasonForm(forms.Form):
    """Why it opens again."""

    reason = forms.CharField(label="Reason", max_length=300)


class ClosingForm(ReasonForm):
    """Who takes over, and why it closes."""

    successor = forms.ModelChoiceField(label="Taken over by", queryset=Store.objects.none(), required=False, empty_label="Nobody")
    field_order = ("successor", "reason")

    def __init__(self, *args: Any, closing: Store, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Store.objects.filter(is_open=True).exclude(pk=closing.pk)
        self.fields["successor"].queryset = others.order_by("code")  # type: ignore[attr-defined]  # declared above as a field of choices


@desk_page
def closing(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows what closing would do, or closes; shows since when it is closed, or opens it again. A refusal stands above the act."""
    store = get_object_or_404(Store.objects.select_related("served_by"), pk=pk)
    sent = request.POST if request.method == "POST" else None
    form = ClosingForm(sent, closing=store) if store.is_open else ReasonForm(sent)
    if sent is None:
        return _page(request, store, form)
    actor, at = actor_of(request), now()
    require_head_office(actor)
    if not form.is_valid():
        return _page(request, store, form, status=422)
    given = {"actor": actor, "store": store, "reason": form.cleaned_data["reason"], "at": at}
    try:
        if store.is_open:
            close_store(successor=form.cleaned_data["successor"], on=local_day(at), **given)
        else:
            reopen_store(**given)
    except Forbidden:
        raise
    except Refused as no:
        for error in no.errors:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        return _page(request, store, form, status=no.status)
    messages.success(request, f"{store.code} is {'closed' if store.is_open else 'open again'}.")
    return redirect("admin:store_closing", pk=pk)


def _page(request: HttpRequest, store: Store, form: forms.Form, *, status: int = 200) -> HttpResponse:
    context = admin.site.each_context(request) | {
        "title": f"Close {store}" if store.is_open else f"{store} is closed",
        "is_fullwidth": "1",
        "store": store,
        "form": form,
        "standing": closing_of(store, on=local_day(now())) if store.is_open else None,
        "edits": is_head_office(actor_of(request)),
        "serves": store.serves.order_by("code"),
    }
    return render(request, "headoffice/stores/closing.html", context, status=status)
