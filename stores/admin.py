"""Head office's desk for stores, staff and postings: every act goes through a service, which leaves one audit row."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from stores import services
from stores.clock import now
from stores.desk import DeskAdmin, DeskForm, asked_for
from stores.enums import OfficeRole, PostingRole
from stores.models import Posting, StaffUser, Store
from stores.services.powers import ask_manager, ask_office
from upgrade_program.kernel.errors import ReasonRequired

NAMES = ("first_name", "last_name", "email", "mobile")


@admin.register(Store)
class StoreAdmin(DeskAdmin):
    """Adding and changing stores; the code is fixed once printed. Closing has a page of its own."""

    list_display = ("code", "name", "kind", "city", "state", "is_open")
    list_filter = ("kind", "state", "is_open")
    search_fields = ("code", "name", "city", "gstin")

    def get_readonly_fields(self, request: HttpRequest, obj: Store | None = None) -> tuple[str, ...]:
        return ("code", "trading") if obj else ()

    @admin.display(description="Trades")
    def trading(self, store: Store) -> str:
        said = "Yes. Close this store" if store.is_open else "No. Since when, and who serves its plans"
        return format_html('<a href="../closing/">{}</a>', said)

    def save_model(self, request: HttpRequest, obj: Store, form: DeskForm, change: bool) -> None:
        if change:
            services.change_store(
                actor=self.actor(request), store=obj, at=now(), **{name: form.cleaned_data[name] for name in form.changed_data}
            )
        else:
            obj.pk = services.add_store(actor=self.actor(request), at=now(), **form.cleaned_data).pk


class StaffForm(DeskForm):
    """A person; a new password is typed here once and never shown."""

    other_names = {"password": "new_password"}
    new_password = forms.CharField(
        required=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text="Needed for a new person; otherwise only to replace a forgotten one.",
    )
    reason = forms.CharField(
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text="Needed when the office role or the access changes. No names, no numbers.",
    )

    no_second_factor = forms.BooleanField(
        required=False,
        label="Remove the second factor",
        help_text="For a lost phone. Sessions end; a role that needs one sets up a new one at the next sign-in. Needs a reason.",
    )

    class Meta:
        model = StaffUser
        fields = ("username", *NAMES, "office_role", "is_active")


@admin.register(StaffUser)
class StaffAdmin(DeskAdmin):
    """Making people, naming them, giving and taking their access."""

    form = StaffForm
    noun = "staff"
    list_display = ("username", "name", "office_role", "is_active")
    list_filter = ("office_role", "is_active")
    search_fields = ("username", "first_name", "last_name")

    def get_fields(self, request: HttpRequest, obj: StaffUser | None = None) -> tuple[str, ...]:
        if not self.has_change_permission(request, obj):
            return ("username", *NAMES, "office_role", "is_active")
        access = ("office_role", "is_active", "new_password", "no_second_factor", "reason") if obj else ("office_role", "new_password")
        return ("username", *NAMES, *access)

    def get_readonly_fields(self, request: HttpRequest, obj: StaffUser | None = None) -> tuple[str, ...]:
        return ("username",) if obj else ()

    def save_model(self, request: HttpRequest, obj: StaffUser, form: DeskForm, change: bool) -> None:
        given = form.cleaned_data
        actor, at = self.actor(request), now()
        names = {name: given[name] for name in NAMES}
        if not change:
            made = services.create_staff(
                actor=actor, username=given["username"], password=given["new_password"], office_role=given["office_role"], at=at, **names
            )
            obj.pk = made.pk
            return
        if set(form.changed_data) & set(NAMES):
            services.name_staff(actor=actor, staff=obj, at=at, **names)
        if "office_role" in form.changed_data and given["office_role"] == OfficeRole.HEAD_OFFICE:
            ask_office(actor=actor, staff=obj, reason=given["reason"], at=at)
            asked_for(request)
        elif "office_role" in form.changed_data:
            services.set_office_role(actor=actor, staff=obj, office_role=given["office_role"], reason=given["reason"], at=at)
        if "is_active" in form.changed_data:
            act = services.enable_staff if given["is_active"] else services.disable_staff
            act(actor=actor, staff=obj, reason=given["reason"], at=at)
        if given["no_second_factor"]:
            services.reset_second_factor(actor=actor, staff=obj, reason=given["reason"], at=at)
        if given["new_password"]:
            services.set_password(actor=actor, staff=obj, password=given["new_password"], at=at)


class PostingForm(DeskForm):
    """A new posting, or the end of one."""

    end_now = forms.BooleanField(required=False, label="End this posting now")
    reason = forms.CharField(
        required=False, widget=UnfoldAdminTextInputWidget, help_text="Why it ends, or why somebody becomes manager. No names, no numbers."
    )

    class Meta:
        model = Posting
        fields = ("staff", "store", "role")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned and cleaned.get("end_now") and not cleaned.get("reason"):
            self.add_error("reason", str(ReasonRequired()))
        return cleaned

    def _post_clean(self) -> None:
        """Nothing is written from this form; the services check and explain (one live posting, office staff)."""


@admin.register(Posting)
class PostingAdmin(DeskAdmin):
    """Who works where. A posting is added and ended; nothing else about it ever changes."""

    form = PostingForm
    list_display = ("staff", "store", "role", "since", "until")
    list_filter = ("role", ("until", admin.EmptyFieldListFilter))
    list_select_related = ("staff", "store")
    search_fields = ("staff__username", "store__code")
    autocomplete_fields = ("staff", "store")

    def subject_of(self, obj: Posting) -> str:
        return f"staff:{obj.staff_id}"

    def get_fields(self, request: HttpRequest, obj: Posting | None = None) -> tuple[str, ...]:
        if obj is None:
            return ("staff", "store", "role", "reason")
        row = ("staff", "store", "role", "since", "until")
        return (*row, "end_now", "reason") if self.has_change_permission(request, obj) else row

    def get_readonly_fields(self, request: HttpRequest, obj: Posting | None = None) -> tuple[str, ...]:
        return ("staff", "store", "role", "since", "until") if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Posting | None = None) -> bool:
        allowed: bool = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.until is None)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Posting]:
        rows: QuerySet[Posting] = super().get_queryset(request)
        return rows.select_related("staff", "store")

    def save_model(self, request: HttpRequest, obj: Posting, form: DeskForm, change: bool) -> None:
        given = form.cleaned_data
        if not change and given["role"] == PostingRole.MANAGER:
            ask_manager(actor=self.actor(request), staff=given["staff"], store=given["store"], reason=given["reason"], at=now())
            asked_for(request)
        elif not change:
            made = services.post_staff(actor=self.actor(request), staff=given["staff"], store=given["store"], role=given["role"], at=now())
            obj.pk, obj.staff, obj.store = made.pk, given["staff"], given["store"]
        elif given["end_now"]:
            services.unpost_staff(actor=self.actor(request), posting=obj, reason=given["reason"], at=now())
