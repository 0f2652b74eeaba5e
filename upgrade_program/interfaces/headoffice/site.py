"""The admin site of head office: our own tables only, sign-in by the staff page, a policy loosened for Unfold and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from allauth.account.decorators import secure_admin_login
from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models.base import ModelBase
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, path, reverse
from unfold.dataclasses import Favicon
from unfold.sites import UnfoldAdminSite

from upgrade_program.interfaces.headoffice.dashboard import dashboard
from upgrade_program.interfaces.headoffice.exposure.urls import exposure_urls
from upgrade_program.interfaces.headoffice.finance.urls import finance_urls
from upgrade_program.interfaces.headoffice.plan_file.urls import plan_file_urls
from upgrade_program.interfaces.headoffice.prices.urls import pricing_urls
from upgrade_program.interfaces.headoffice.rulebook.urls import rulebook_urls
from upgrade_program.interfaces.headoffice.signals.page import signal_urls
from upgrade_program.interfaces.headoffice.stores.urls import people_urls

View = Callable[..., HttpResponseBase]
OURS = ("upgrade_program.", "stores.", "loyalty.")
# Unfold writes inline handlers and styles and evaluates Alpine expressions.
LOOSENED = {"script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}

# App, and a desk listed before its tables.
DESKS = (
    ("catalog", "Pricing desk", "admin:prices"),
    ("billing", "Finance", "admin:finance"),
    ("billing", "Tax rates", "admin:tax"),
    ("plans", "Dashboard", "admin:dashboard"),
    ("plans", "Terms", "admin:terms"),
    ("plans", "What the brand owes", "admin:exposure"),
    ("plans", "Insider signals", "admin:signals"),
    ("audit", "Plan file", "admin:plan_file"),
    ("audit", "Check the trail", "admin:plan_file_trail"),
    ("stores", "Import stores", "admin:stores_import"),
    ("stores", "Import staff", "admin:staff_import"),
)


def _desk(name: str, to: str) -> dict[str, Any]:
    """A desk as the admin lists a table that is only looked at."""
    known = {"name": name, "object_name": name.title().replace(" ", ""), "admin_url": reverse(to)}
    return known | {"add_url": None, "view_only": True, "perms": {"view": True}}


def _nobody(request: HttpRequest) -> HttpResponseBase:
    raise PermissionDenied


class HeadOfficeSite(UnfoldAdminSite):  # type: ignore[misc]  # the library has no types
    """Head office edits here, auditors read, everybody else is turned away at the door."""

    site_title = site_header = "Smart Upgrade head office"
    index_title = "Head office"

    def register(
        self, model_or_iterable: Iterable[ModelBase] | ModelBase, admin_class: type[ModelAdmin[Any]] | None = None, **options: Any
    ) -> None:
        """Registers our own models; what libraries bring along (one-time secrets, sessions, groups) is no business of this desk."""
        models = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else list(model_or_iterable)
        ours = [model for model in models if model.__module__.startswith(OURS)]
        if ours:
            super().register(ours, admin_class, **options)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        own: list[URLPattern | URLResolver] = super().get_urls()
        view = self.admin_view
        board = path("dashboard/", view(dashboard), name="dashboard")
        owed = [*exposure_urls(view), *finance_urls(view), *plan_file_urls(view)]
        return [board, *pricing_urls(view), *rulebook_urls(view), *owed, *signal_urls(view), *people_urls(view), *own]

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        loosened: View = csp_replace(LOOSENED)(super().admin_view(view, cacheable))

        @wraps(loosened)
        def page(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if "%00" in request.META.get("QUERY_STRING", ""):  # the database takes no such text, and a list would ask it
                raise Http404
            return loosened(request, *args, **kwargs)

        return page

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The tables, and before those of an app the desks where its things are done or seen as a whole."""
        listed: list[dict[str, Any]] = super().get_app_list(request, app_label)
        for app in listed:
            desks = [_desk(name, to) for of, name, to in DESKS if of == app["app_label"]]
            app["models"] = [*desks, *app["models"]]
        return listed

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        """No door of its own: strangers go to the staff's sign-in, where throttle and second factor are; the office goes to the desk.

        Django's form is never reached, by no method: it knows neither. Signed-in people of no office are refused.
        """
        if request.user.is_authenticated and self.has_permission(request):
            return redirect("admin:index")
        answer: HttpResponseBase = secure_admin_login(_nobody)(request)
        return answer

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        """Leads to the staff's own page: guesses are counted there, and a new password ends the person's keys."""
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        return redirect("admin:index")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context: dict[str, Any] = super().each_context(request)
        # Without an icon of its own each page asks for /favicon.ico and logs an error in the browser's console.
        own: dict[str, Any] = {"site_favicons": [Favicon(href=static("favicon.svg"), rel="icon", type="image/svg+xml")]}
        if request.user.is_authenticated:
            own["styles"] = [*context.get("styles", []), static("css/desk.css")]
            own["scripts"] = [*context.get("scripts", []), f"{static('js/idle-desk.js')}?idle={settings.TILL_IDLE_SECONDS}"]
        return context | own
