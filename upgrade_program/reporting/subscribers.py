"""What reporting does when it hears of a closed drawer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from stores.clock import local_day
from stores.models import Store
from upgrade_program.billing.drawers import drawers_of_day
from upgrade_program.reporting.day import day_report
from upgrade_program.reporting.services import cause_of, mail_report


def mail_closed_day(payload: Mapping[str, Any], *, at: datetime) -> None:
    """Mail the day's report; hearing it twice mails once. The second drawer of a day, and one closed on another day, are corrections."""
    on = date.fromisoformat(payload["on"])
    store = Store.objects.get(pk=payload["store_id"])
    first = drawers_of_day(store.pk, on=on)[0].pk == payload["drawer_id"]
    in_time = local_day(datetime.fromisoformat(payload["at"])) == on
    part = "" if first and in_time else f"drawer:{payload['drawer_id']}"
    mail_report(day_report(store=store, on=on, at=at), cause=cause_of(store.pk, on=on, part=part), at=at)
