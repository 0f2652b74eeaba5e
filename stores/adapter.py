"""How allauth treats staff: nobody signs up, and failed sign-ins are counted by username and by address."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

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

    def get_client_ip(self, request: HttpRequest) -> str:
        address: str = getattr(request, ADDRESS, "") or super().get_client_ip(request)
        return address

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth adds the host name: with it, every allowed host would be another set of tries.
        return f"sign-in:{str(credentials.get('username', '')).strip().lower()}"
