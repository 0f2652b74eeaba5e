"""Checking a name and a password away from the sign-in page, under the very same limits as the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

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
_RECOVERY = (Authenticator.Type.RECOVERY_CODES,)


def address_of(request: HttpRequest) -> str:
    """The client's address, as the sign-in page counts it (proxies trusted as configured)."""
    address: str = get_adapter(request).get_client_ip(request)
    return address


def check_credentials(*, username: str, password: str, address: str, totp: str = "", recovery_codes: bool = False) -> StaffUser:
    """The active person of these credentials.

    Refuses `unauthenticated` for a wrong password, a disabled person and a stranger alike, and when a second factor is set up and
    `totp` is missing or wrong (with `recovery_codes` one of those will do, once); `throttled` after too many failures for the name or
    from the address. Call it outside a transaction: the counters must outlive the refusal.
    """
    with _as_if_signing_in(address) as request:
        user = _by_password(request, username, password)
        _check_second_factor(user, totp, recovery_codes=recovery_codes)
        return user


def check_password_of(*, username: str, password: str, address: str) -> StaffUser:
    """The active person of this name and password, without the second factor: for somebody who is signed in already.

    Refuses as `check_credentials` does, under the same limits.
    """
    with _as_if_signing_in(address) as request:
        return _by_password(request, username, password)


@contextmanager
def _as_if_signing_in(address: str) -> Iterator[HttpRequest]:
    request = HttpRequest()
    request.method = "POST"
    setattr(request, ADDRESS, address)
    with context.request_context(request):
        yield request


def _by_password(request: HttpRequest, username: str, password: str) -> StaffUser:
    if not ratelimit.consume(request, action="login"):
        raise SignInThrottled(retry_after=RETRY_AFTER)
    try:
        user = get_adapter(request).authenticate(request, username=plain(username), password=plain(password))
    except ValidationError:
        raise SignInThrottled(retry_after=RETRY_AFTER) from None
    if not isinstance(user, StaffUser):
        raise Unauthenticated
    return user


def _check_second_factor(user: StaffUser, totp: str, *, recovery_codes: bool) -> None:
    kinds = {row.type: row for row in Authenticator.objects.filter(user=user)}
    if Authenticator.Type.TOTP not in kinds:
        return
    ways = [kinds[kind] for kind in (Authenticator.Type.TOTP, *_RECOVERY[:recovery_codes]) if kind in kinds]
    if not totp:
        raise SecondFactorNeeded
    try:
        forgive = check_rate_limit(user)
    except ValidationError:
        raise SignInThrottled(retry_after=RETRY_AFTER) from None
    if not any(way.wrap().validate_code(plain(totp)) for way in ways):
        raise SecondFactorNeeded(sentence="The code of your authenticator app is wrong or was used already.")
    forgive()


def plain(text: str) -> str:
    """The text as a hasher and the database take it."""
    # Neither PostgreSQL nor the hasher takes NUL or half a surrogate pair; a replaced sign simply matches nobody.
    return text.encode("utf-8", "replace").decode().replace("\x00", "\ufffd").strip("\r\n")
