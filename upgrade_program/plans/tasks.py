"""Jobs of the promise. Celery only nudges: what is due stands in PostgreSQL, so a lost or doubled nudge changes nothing."""

from celery import shared_task

from stores.clock import now, store_today
from upgrade_program.plans.services import run_due_days


@shared_task(name="plans.daily")
def daily() -> None:
    """Do every business day's work that is not done yet."""
    run_due_days(today=store_today(), at=now())
