"""The morning jobs. Celery only nudges: which days and weeks are done stands in PostgreSQL, so a lost or doubled nudge changes nothing."""

from celery import shared_task

from stores.clock import now, store_today
from upgrade_program.reporting.services import run_due_days
from upgrade_program.reporting.weeks import run_due_weeks


@shared_task(name="reporting.daily")
def daily() -> None:
    """Mail the reports of every day that is over and not mailed yet."""
    run_due_days(today=store_today(), at=now())


@shared_task(name="reporting.weekly")
def weekly() -> None:
    """Mail the managers about every week that is over and not mailed yet."""
    run_due_weeks(today=store_today(), at=now())
