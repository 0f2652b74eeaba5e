"""How allauth treats staff: nobody signs up, failed sign-ins are counted by username and by address, second factors stay where needed."""

from __future__ import annotations

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.shortcuts import resolve_url

from stores.clock import now, store_today
from stores.models import StaffUser
from stores.refusals import SecondFactorStays
from stores.second_factor import has_second_factor, needs_second_factor

ADDRESS = "address_of_sign_in"


class NoSignup(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Accounts are made by head office only; a disabled person is told the same as a stranger."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """The person of these credentials or None; raises a ValidationError when there were too many failures."""
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is None or user.is_active:
            return user
        # The right password of a disabled person counts as a failure like any other.
        self.pre_authenticate(request, **credentials)
        return None

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Store staff go to the counter, head office and auditors to their own desk."""
        office = isinstance(request.user, StaffUser) and request.user.is_staff
        target = getattr(settings, "OFFICE_LOGIN_REDIRECT_URL", settings.LOGIN_REDIRECT_URL) if office else settings.LOGIN_REDIRECT_URL
        return resolve_url(target)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether the password is asked for once more; not of somebody who has just signed in to set up their first second factor."""
        request = context.request
        if app == "allauth.mfa" and isinstance(request.user, StaffUser) and not has_second_factor(request.user):
            typed = [done["at"] for done in get_authentication_records(request, request.user) if done["method"] == "password"]
            if typed and now().timestamp() - max(typed) < app_settings.REAUTHENTICATION_TIMEOUT:
                return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_client_ip(self, request: HttpRequest) -> str:
        address: str = getattr(request, ADDRESS, "") or super().get_client_ip(request)
        return address

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth adds the host name: with it, every allowed host would be another set of tries.
        return f"sign-in:{str(credentials.get('username', '')).strip().lower()}"


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """Who needs a second factor keeps it; head office alone takes one away, after a lost phone."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": str(SecondFactorStays()),
        "incorrect_code": "This code is wrong or was used already. Type the one your app shows now.",
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not needs_second_factor(authenticator.user, on=store_today())
