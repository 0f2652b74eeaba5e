"""Checking a name and a password away from the sign-in page, under the very same limits as the page."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from stores.adapter import ADDRESS
from stores.models import StaffUser
from stores.refusals import SecondFactorNeeded, SignInThrottled, Unauthenticated

RETRY_AFTER = 300  # seconds: the longest of allauth's windows for failed sign-ins


def address_of(request: HttpRequest) -> str:
    """The client's address, as the sign-in page counts it (proxies trusted as configured)."""
    address: str = get_adapter(request).get_client_ip(request)
    return address


def check_credentials(*, username: str, password: str, address: str, totp: str = "") -> StaffUser:
    """The active person of these credentials.

    Refuses `unauthenticated` for a wrong password, a disabled person and a stranger alike, and when a second factor is set up and
    `totp` is missing or wrong; `throttled` after too many failures for the name or from the address. Call it outside a
    transaction: the counters must outlive the refusal.
    """
    request = HttpRequest()
    request.method = "POST"
    setattr(request, ADDRESS, address)
    with context.request_context(request):
        if not ratelimit.consume(request, action="login"):
            raise SignInThrottled(retry_after=RETRY_AFTER)
        try:
            user = get_adapter(request).authenticate(request, username=_plain(username), password=_plain(password))
        except ValidationError:
            raise SignInThrottled(retry_after=RETRY_AFTER) from None
        if not isinstance(user, StaffUser):
            raise Unauthenticated
        _check_second_factor(user, totp)
        return user


def _check_second_factor(user: StaffUser, totp: str) -> None:
    authenticator = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if authenticator is None:
        return
    if not totp:
        raise SecondFactorNeeded
    try:
        forgive = check_rate_limit(user)
    except ValidationError:
        raise SignInThrottled(retry_after=RETRY_AFTER) from None
    if not authenticator.wrap().validate_code(_plain(totp)):
        raise SecondFactorNeeded(sentence="The code of your authenticator app is wrong or was used already.")
    forgive()


def _plain(text: str) -> str:
    # Neither PostgreSQL nor the hasher takes NUL or half a surrogate pair; a replaced sign simply matches nobody.
    return text.encode("utf-8", "replace").decode().replace("\x00", "\ufffd").strip("\r\n")
