"""What a customer's browser keeps: the key of their session, and before it the mobile a code was asked for; and what kind it is."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from upgrade_program.customers.sessions import LIFE

_SALT = "upgrade_program.portal.sign_in"
_ASKED_LASTS = timedelta(minutes=30)  # longer than a code, so that another can be asked for without typing the number again
_OWN_PAGES = "/me/"
# In this order: Android calls itself Linux, too.
_DEVICES = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Macintosh": "Mac", "CrOS": "Chromebook"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A code was asked for here: the mobile, a random mark that no other browser has, and the page to go on to."""

    mobile: str
    mark: str
    back: str


def asked_here(request: HttpRequest) -> Asked | None:
    """What this browser asked for last; None when it is too long ago, or not as we signed it."""
    try:
        kept = signing.loads(request.COOKIES.get(settings.SIGN_IN_COOKIE_NAME, ""), salt=_SALT, max_age=_ASKED_LASTS)
    except signing.BadSignature:
        return None
    return Asked(*kept)


def new_mark() -> str:
    """A mark for a browser that has none."""
    return secrets.token_urlsafe(16)


def keep_asked(answer: HttpResponse, asked: Asked) -> None:
    """Let the browser remember what it asked for: signed, unseen by scripts, and gone with the sign-in."""
    _put(answer, settings.SIGN_IN_COOKIE_NAME, signing.dumps([asked.mobile, asked.mark, asked.back], salt=_SALT), _ASKED_LASTS)


def keep_key(answer: HttpResponse, key: str) -> None:
    """Let the browser keep the key of the session that has begun."""
    _put(answer, settings.CUSTOMER_COOKIE_NAME, key, LIFE)
    answer.delete_cookie(settings.SIGN_IN_COOKIE_NAME)


def drop_key(answer: HttpResponse) -> None:
    """Let the browser forget the session that has ended."""
    answer.delete_cookie(settings.CUSTOMER_COOKIE_NAME)


def own_page(request: HttpRequest, address: str) -> str:
    """The address if it is one of the customer's own pages here, else nothing: what a link says may lead anywhere."""
    ours = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return address if ours and address.startswith(_OWN_PAGES) and len(address) <= 200 else ""


def device_of(request: HttpRequest) -> str:
    """What kind of device it says it is, for the customer's list of sessions; nothing finer is kept."""
    said = request.headers.get("User-Agent", "")
    return next((name for sign, name in _DEVICES.items() if sign in said), "")


def _put(answer: HttpResponse, name: str, value: str, life: timedelta) -> None:
    answer.set_cookie(name, value, max_age=life, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")
