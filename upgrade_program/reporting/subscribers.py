"""What reporting does when it hears of a closed drawer, of a stopped sale, and of a plan that begins, ends, rests or is held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from stores.clock import local_day
from stores.models import Store
from upgrade_program.billing.drawers import drawers_of_day
from upgrade_program.catalog.models import SellingStop
from upgrade_program.reporting.day import day_report
from upgrade_program.reporting.exposure.counting import touch
from upgrade_program.reporting.services import cause_of, mail_report
from upgrade_program.reporting.stops import mail_about


def mail_closed_day(payload: Mapping[str, Any], *, at: datetime) -> None:
    """Mail the day's report; hearing it twice mails once. The second drawer of a day, and one closed on another day, are corrections."""
    on = date.fromisoformat(payload["on"])
    store = Store.objects.get(pk=payload["store_id"])
    first = drawers_of_day(store.pk, on=on)[0].pk == payload["drawer_id"]
    in_time = local_day(datetime.fromisoformat(payload["at"])) == on
    part = "" if first and in_time else f"drawer:{payload['drawer_id']}"
    mail_report(day_report(store=store, on=on, at=at), cause=cause_of(store.pk, on=on, part=part), at=at)


def mail_stop(payload: Mapping[str, Any], *, at: datetime) -> None:
    """Mail head office that nobody sells the model any more; hearing it twice mails once."""
    _mail(payload, "selling.stopped", at=at)


def mail_resumed(payload: Mapping[str, Any], *, at: datetime) -> None:
    """Mail head office that the model is sold again; hearing it twice mails once."""
    _mail(payload, "selling.resumed", at=at)


def _mail(payload: Mapping[str, Any], template: str, *, at: datetime) -> None:
    stop = SellingStop.objects.select_related("model", "stopped_by").get(pk=payload["stop_id"])
    since = datetime.fromisoformat(payload["at"])
    mail_about(stop, template=template, since=since, cause=f"{template}:{stop.pk}", at=at)


def touch_plans(payloads: Sequence[Mapping[str, Any]], *, at: datetime) -> None:
    """Let what is owed to these plans be counted again; hearing it twice counts it no more than once."""
    touch(news["plan_id"] for news in payloads)


def touch_plan(payload: Mapping[str, Any], *, at: datetime) -> None:
    """`touch_plans` for one."""
    touch([payload["plan_id"]])
