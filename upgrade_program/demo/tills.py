"""What the demo's people carry about: the authenticator app with the published secret, and PINs for the shared till."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.totp.internal.auth import TOTP

from stores.clock import local_day
from stores.models import StaffUser
from stores.second_factor import needs_second_factor
from stores.services import set_pin
from upgrade_program.demo.people import PASSWORD
from upgrade_program.kernel.actor import SYSTEM

SECRET = "JBSWY3DPEHPK3PXP"  # noqa: S105  (published on purpose, like the password)
PINS = {"clerk.dl01": "2580", "manager.dl01": "7391"}
HERE = "127.0.0.1"


def equip(*, at: datetime) -> None:
    """Everybody whose role needs a second factor has the published one; the people of DL01 share a till by PIN."""
    for staff in StaffUser.objects.all():
        if needs_second_factor(staff, on=local_day(at)):
            TOTP.activate(staff, SECRET)
        if pin := PINS.get(staff.username):
            set_pin(actor=SYSTEM, staff=staff, password=PASSWORD, pin=pin, again=pin, address=HERE, at=at)
