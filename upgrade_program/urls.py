"""All addresses. Each interface owns its own; sign-in is allauth's, cut down to what staff need."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

# Written out instead of include("allauth.urls"): password reset by mail, e-mail management and sign-up do not exist for staff.
accounts: list[URLPattern] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", account.signup, name="account_signup"),  # answers "closed"; allauth reverses its name
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("upgrade_program.interfaces.health_urls")),
    path("accounts/", include(accounts)),
    path("admin/", admin.site.urls),
    path("counter/", include("upgrade_program.interfaces.counter.urls")),
    path("api/", include("upgrade_program.interfaces.api.urls")),
    path("", include("upgrade_program.interfaces.portal.urls")),
]

handler404 = "upgrade_program.interfaces.api.errors.not_found"
handler500 = "upgrade_program.interfaces.failures.server_error"
