"""The weekly e-mail to the managers of every store: on Monday morning, about the week that ended the day before."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Max

from stores.clock import start_of_day
from stores.enums import PostingRole
from stores.models import Posting, Store
from upgrade_program.kernel.wording import day_text
from upgrade_program.messaging.services import Recipient, queue
from upgrade_program.reporting.dashboard.shop import WEEK, Shop, shop_board
from upgrade_program.reporting.models import ReportedWeek
from upgrade_program.reporting.week_wording import week_text

MORNING = timedelta(hours=7)  # of a Monday: after the day reports
log = structlog.get_logger(__name__)


def run_due_weeks(*, today: date, at: datetime) -> list[ReportedWeek]:
    """From seven on Monday: mail the managers about the week before, and about those a job missed, in order.

    Run twice or at once it mails once, by the causes. A store that fails is logged, and its week is tried again at the next run. A store
    where nothing happened in four weeks is told nothing.
    """
    newest = ReportedWeek.objects.aggregate(newest=Max("monday"))["newest"]
    this = today - timedelta(days=today.weekday())
    last = this - WEEK if at >= start_of_day(this) + MORNING else this - 2 * WEEK
    monday = min(newest + WEEK, last) if newest else last
    done = []
    while monday <= last and (row := _run_week(monday, at=at)):
        done.append(row)
        monday += WEEK
    return done


def cause_of_week(store_id: int, *, monday: date) -> str:
    """What a week's mails are sent for: one a store, week and person."""
    return f"week:{store_id}:{monday.isoformat()}"


@transaction.atomic
def mail_week(board: Shop, *, at: datetime) -> int:
    """Queue a store's week to each of its managers with an address, or to the store where none has one; the same week again changes
    nothing."""
    monday, sunday = board.monday, board.last
    slots = {
        "store": f"{board.store.code} {board.store.name}",
        "first_day": day_text(monday),
        "last_day": day_text(sunday),
        "report": week_text(board),
    }
    cause = cause_of_week(board.store.pk, monday=monday)
    managers = Posting.objects.filter(Posting.live_on(sunday + timedelta(days=1)), store=board.store, role=PostingRole.MANAGER)
    there = managers.filter(staff__is_active=True).exclude(staff__email="").order_by("staff")
    told = [(f"{cause}:{staff}", email) for staff, email in there.values_list("staff", "staff__email")] or [(cause, board.store.email)]
    for one, email in told:
        queue(template="week.report", to=Recipient(email=email), slots=slots, cause=one, at=at)
    return len(told)


def _run_week(monday: date, *, at: datetime) -> ReportedWeek | None:
    """The week's row when this run has finished it; None when it was done before or a store failed."""
    if ReportedWeek.objects.filter(monday=monday).exists():
        return None
    mailed, failed = 0, False
    for store in Store.objects.filter(is_open=True).order_by("pk"):
        try:
            board = shop_board(store=store, on=monday + timedelta(days=6))
            mailed += 0 if board.is_empty else mail_week(board, at=at)
        except Exception:  # one store's trouble must not keep the others' mails back
            log.exception("reporting.week_failed", store_id=store.pk, monday=monday.isoformat())
            failed = True
    if failed:
        return None
    row, made = ReportedWeek.objects.get_or_create(monday=monday, defaults={"done_at": at, "mailed": mailed})
    return row if made else None
