"""All addresses. Each interface owns its own; sign-in is allauth's, cut down to what staff need."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.apps import apps
from django.contrib import admin
from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.cache import never_cache

View = Callable[..., HttpResponseBase]


def entrance(path_: str, view: View, name: str) -> URLPattern:
    """A page of somebody's own access: nothing of it stays behind the Back button."""
    return path(path_, never_cache(view), name=name)


# Written out instead of include("allauth.urls"): password reset by mail, e-mail management and sign-up do not exist for staff.
accounts: list[URLPattern] = [
    entrance("login/", account.login, "account_login"),
    entrance("logout/", account.logout, "account_logout"),
    entrance("signup/", account.signup, "account_signup"),  # answers "closed"; allauth reverses its name
    entrance("reauthenticate/", account.reauthenticate, "account_reauthenticate"),
    entrance("password/change/", account.password_change, "account_change_password"),
    entrance("2fa/", mfa.index, "mfa_index"),
    entrance("2fa/authenticate/", mfa.authenticate, "mfa_authenticate"),
    entrance("2fa/reauthenticate/", mfa.reauthenticate, "mfa_reauthenticate"),
    entrance("2fa/totp/activate/", totp.activate_totp, "mfa_activate_totp"),
    entrance("2fa/totp/deactivate/", totp.deactivate_totp, "mfa_deactivate_totp"),
    entrance("2fa/recovery-codes/", recovery.view_recovery_codes, "mfa_view_recovery_codes"),
    entrance("2fa/recovery-codes/generate/", recovery.generate_recovery_codes, "mfa_generate_recovery_codes"),
    entrance("2fa/recovery-codes/download/", recovery.download_recovery_codes, "mfa_download_recovery_codes"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("upgrade_program.interfaces.api.urls")),  # first: asked most, and found at once
    path("", include("upgrade_program.interfaces.health_urls")),
    path("accounts/", include(accounts)),
    path("admin/", admin.site.urls),
    path("counter/", include("upgrade_program.interfaces.counter.urls")),
    path("", include("upgrade_program.interfaces.portal.urls")),
]
if apps.is_installed("upgrade_program.demo"):
    urlpatterns.append(path("", include("upgrade_program.demo.urls")))

handler400 = "upgrade_program.interfaces.failures.unreadable"
handler404 = "upgrade_program.interfaces.api.errors.not_found"
handler500 = "upgrade_program.interfaces.failures.server_error"
