"""Mailing the day report: when a drawer closes, and next morning for stores that did not close theirs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Max, Q

from stores.clock import start_of_day
from stores.enums import OfficeRole
from stores.models import StaffUser, Store
from upgrade_program.billing.drawers import drawers_of_day, money_after
from upgrade_program.kernel.wording import day_text
from upgrade_program.messaging.services import Recipient, queue
from upgrade_program.reporting.day import DayReport, day_report
from upgrade_program.reporting.models import ReportedDay
from upgrade_program.reporting.wording import head_text, report_text

MORNING = timedelta(hours=6)  # after midnight: a late closing has had its time
log = structlog.get_logger(__name__)


def cause_of(store_id: int, *, on: date, part: str = "") -> str:
    """What a report's mail is sent for: once a store and day, and once more for each later correction (`part`)."""
    return f"day:{store_id}:{on.isoformat()}" + (f":{part}" if part else "")


@transaction.atomic
def mail_report(report: DayReport, *, cause: str, at: datetime) -> None:
    """Queue the report to the store (once closed: to who serves it) and every auditor with an address; the same cause changes nothing."""
    slots = {
        "store": f"{report.store.code} {report.store.name}",
        "day": day_text(report.on),
        "report": report_text(report),
        "head": head_text(report.trail),
    }
    reader = report.store.served_by or report.store
    queue(template="day.report", to=Recipient(email=reader.email), slots=slots, cause=cause, at=at)
    auditors = StaffUser.objects.filter(office_role=OfficeRole.AUDITOR, is_active=True).exclude(email="")
    for auditor in auditors.order_by("pk"):
        queue(template="day.report", to=Recipient(email=auditor.email), slots=slots, cause=f"{cause}:auditor:{auditor.pk}", at=at)


def run_due_days(*, today: date, at: datetime) -> list[ReportedDay]:
    """From six in the morning: mail yesterday's reports that no closing has mailed, and those of earlier days a job missed, in order.

    Run twice or at once it mails once, by the causes. A store that fails is logged, and its day is tried again at the next run.
    """
    newest = ReportedDay.objects.aggregate(newest=Max("day"))["newest"]
    yesterday = today - timedelta(days=1)
    last = yesterday if at >= start_of_day(today) + MORNING else yesterday - timedelta(days=1)
    day = min(newest + timedelta(days=1), last) if newest else last
    done = []
    while day <= last and (row := _run_day(day, at=at)):
        done.append(row)
        day += timedelta(days=1)
    return done


def _run_day(day: date, *, at: datetime) -> ReportedDay | None:
    """The day's row when this run has finished it; None when it was done before or a store failed."""
    if ReportedDay.objects.filter(day=day).exists():
        return None
    mailed, failed = 0, False
    for store in Store.objects.filter(Q(is_open=True) | Q(served_by__isnull=False)).select_related("served_by").order_by("pk"):
        try:
            mailed += _mail_unless_told(store, day=day, at=at)
        except Exception:  # one store's trouble must not keep the others' mails back
            log.exception("reporting.failed", store_id=store.pk, day=day.isoformat())
            failed = True
    if failed:
        return None
    row, made = ReportedDay.objects.get_or_create(day=day, defaults={"done_at": at, "mailed": mailed})
    return row if made else None


def _mail_unless_told(store: Store, *, day: date, at: datetime) -> bool:
    """Mail a store's day unless nothing happened, or its closing told all of it."""
    drawers = drawers_of_day(store.pk, on=day)
    closings = [drawer.closed_at for drawer in drawers if drawer.closed_at]
    if closings and len(closings) == len(drawers) and not money_after(store.pk, closed_at=max(closings), on=day):
        return False
    report = day_report(store=store, on=day, at=at)
    if report.is_empty:
        return False
    mail_report(report, cause=cause_of(store.pk, on=day, part="morning" if closings else ""), at=at)
    return True
