"""The morning job. Celery only nudges: which days are done stands in PostgreSQL, so a lost or doubled nudge changes nothing."""

from celery import shared_task

from stores.clock import now, store_today
from upgrade_program.reporting.services import run_due_days


@shared_task(name="reporting.daily")
def daily() -> None:
    """Mail the reports of every day that is over and not mailed yet."""
    run_due_days(today=store_today(), at=now())
