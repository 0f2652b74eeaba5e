"""How often a call may be made. A rate in settings (`DEFAULT_THROTTLE_RATES`, by scope) stands before the one written here."""

from __future__ import annotations

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from stores.sign_in import address_of


class Rate(SimpleRateThrottle):
    """Counts by `ident`; beyond the rate the answer is 429 `throttled` with Retry-After."""

    usual: ClassVar[str]

    def get_rate(self) -> str | None:
        rate = api_settings.DEFAULT_THROTTLE_RATES.get(self.scope or "", self.usual)
        return None if rate is None else str(rate)

    def ident(self, request: Request) -> str:
        raise NotImplementedError

    def get_cache_key(self, request: Request, view: APIView) -> str:
        return f"api:{self.scope}:{self.ident(request)}"


class Public(Rate):
    """Calls without a token, by address; the address is counted as the sign-in page counts it, so a made-up header does not help."""

    scope = "public"
    usual = "120/min"

    def ident(self, request: Request) -> str:
        return address_of(request._request)


class Reports(Public):
    """Reports of delivery, by the provider's address: they come as fast as messages go."""

    scope = "reports"
    usual = "6000/min"


class Search(Rate):
    """Searches, by person: a clerk looks up many plans an hour, nobody guesses a hundred IMEIs a minute."""

    scope = "search"
    usual = "60/min"

    def ident(self, request: Request) -> str:
        return str(request.actor.label)  # type: ignore[attr-defined]  # set by the authentication
