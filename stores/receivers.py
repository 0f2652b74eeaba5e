"""What follows from a changed password: keys given out under the old one end."""

from typing import Any

from allauth.account.signals import password_changed
from django.dispatch import receiver

from stores.clock import now
from stores.models import StaffUser
from stores.tokens import end_tokens_of


@receiver(password_changed)
def end_tokens(*, user: StaffUser, **_: Any) -> None:
    end_tokens_of(staff=user, at=now())
