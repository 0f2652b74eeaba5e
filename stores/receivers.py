"""What follows from people's own acts on allauth's pages: on passwords, second factors and sign-ins."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import authentication_step_completed, password_changed, user_logged_in
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest

from stores.access import actor_for
from stores.clock import now, store_today
from stores.models import StaffUser
from stores.second_factor import prove
from stores.services.pins import forget_wrong_pins
from stores.tokens import end_tokens_of
from upgrade_program.foundation.audit.services import record
from upgrade_program.kernel.actor import SYSTEM, Actor

_MADE = {Authenticator.Type.TOTP: "staff.second_factor_set", Authenticator.Type.RECOVERY_CODES: "staff.recovery_codes_made"}


@receiver(password_changed)
def end_tokens(*, user: StaffUser, **_: Any) -> None:
    """Keys given out under the old password end; other sessions end by themselves, because their hash no longer fits."""
    end_tokens_of(staff=user, at=now())


@receiver(user_logged_in)
def make_pin_good_again(*, user: StaffUser, **_: Any) -> None:
    """Five wrong PINs ask for a full sign-in: this was one."""
    forget_wrong_pins(staff=user)


@receiver(authentication_step_completed)
def remember_second_factor(*, request: HttpRequest, user: StaffUser, method: str, **_: Any) -> None:
    """A code was right: this session is its person's with a second factor."""
    if method == "mfa":
        prove(request.session, user, on=store_today())


@receiver(authenticator_added)
def count_setting_up_as_proof(*, request: HttpRequest, user: StaffUser, authenticator: Authenticator, **_: Any) -> None:
    """Whoever sets up an authenticator app has just typed a code of it."""
    if authenticator.type == Authenticator.Type.TOTP:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True)


@receiver(post_save, sender=Authenticator)
def record_second_factor(*, instance: Authenticator, created: bool, **_: Any) -> None:
    if created and instance.type in _MADE:
        record(actor=_acting(), at=now(), verb=_MADE[Authenticator.Type(instance.type)], subject=f"staff:{instance.user_id}")


@receiver(authenticator_removed)
def record_second_factor_gone(*, user: StaffUser, authenticator: Authenticator, **_: Any) -> None:
    """Its person took it away; head office's removal has its own row, with a reason."""
    if authenticator.type == Authenticator.Type.TOTP:
        record(actor=_acting(), at=now(), verb="staff.second_factor_removed", subject=f"staff:{user.pk}")


def _acting() -> Actor:
    """Who is at work in this request of allauth's pages; the system itself outside of one."""
    request = context.request
    user = getattr(request, "user", None)
    if not isinstance(user, StaffUser):
        return SYSTEM
    return getattr(request, "actor", None) or actor_for(user, None)
