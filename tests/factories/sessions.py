"""Sessions and second factors for tests: people signed in by hand count as having come through the whole door."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from stores.clock import now, store_today
from stores.models import StaffUser
from stores.second_factor import has_second_factor, prove
from stores.till import SEEN

SECRET = "JBSWY3DPEHPK3PXP"
COUNTER = 60_000_000  # of half minutes; apps and the server of the tests stand still in it
_plain_login = Client.force_login


def login_with_second_factor(client: Client, user: StaffUser, backend: str | None = None) -> None:
    """`force_login`, with the second factor proved in this session and the till just touched."""
    _plain_login(client, user, backend)
    session = client.session
    prove(session, user, on=store_today())
    session[SEEN] = now().timestamp()
    session.save()


def login_by_password_only(client: Client, user: StaffUser) -> None:
    """`force_login` as Django has it: nothing is proved."""
    _plain_login(client, user, "stores.backend.Staff")


def give_second_factor(user: StaffUser, *, secret: str = SECRET) -> None:
    """An authenticator app, set up silently: no audit row, no recovery codes; a second time changes nothing."""
    if not has_second_factor(user):
        Authenticator.objects.bulk_create([Authenticator(user=user, type=Authenticator.Type.TOTP, data={"secret": secret})])


def code_of(secret: str = SECRET) -> str:
    """What an app with this secret shows now."""
    return format_hotp_value(hotp_value(secret, COUNTER))


def fresh_code(user: StaffUser) -> str:
    """The code that this person's app shows now, good once more even if it was used. Sets the app up."""
    give_second_factor(user)
    instance: Any = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    code = code_of(instance.data["secret"])
    cache.delete(TOTP(instance)._get_used_cache_key(code))
    return code
