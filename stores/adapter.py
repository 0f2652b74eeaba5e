"""How allauth treats staff: nobody signs up, and failed sign-ins are counted by username and by address."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.shortcuts import resolve_url

from stores.models import StaffUser

ADDRESS = "address_of_sign_in"


class NoSignup(DefaultAccountAdapter):  # type: ignore[misc]
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

    def get_client_ip(self, request: HttpRequest) -> str:
        address: str = getattr(request, ADDRESS, "") or super().get_client_ip(request)
        return address

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth adds the host name: with it, every allowed host would be another set of tries.
        return f"sign-in:{str(credentials.get('username', '')).strip().lower()}"
