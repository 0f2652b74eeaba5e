"""Telling head office by mail that the sale of a model was stopped, and that it goes on."""

from __future__ import annotations

from datetime import datetime

from stores.clock import STORE_TIME
from stores.enums import OfficeRole
from stores.models import StaffUser
from upgrade_program.catalog.models import SellingStop
from upgrade_program.kernel.wording import day_text
from upgrade_program.messaging.services import Recipient, queue


def mail_about(stop: SellingStop, *, template: str, since: datetime, cause: str, at: datetime) -> None:
    """Queue the mail to everybody of head office, and every auditor, with an address; the same cause again changes nothing."""
    local = since.astimezone(STORE_TIME)
    slots = {
        "device": stop.model.name,
        "when": f"{day_text(local.date())}, {local:%H:%M}",
        "by": stop.stopped_by.name,
        "reason": stop.reason,
    }
    people = StaffUser.objects.filter(office_role__in=[OfficeRole.HEAD_OFFICE, OfficeRole.AUDITOR], is_active=True).exclude(email="")
    for one in people.order_by("pk"):
        queue(template=template, to=Recipient(email=one.email), slots=slots, cause=f"{cause}:{one.pk}", at=at)
