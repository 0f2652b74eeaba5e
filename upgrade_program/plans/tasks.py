"""Jobs of the promise. Celery only nudges: what is due stands in PostgreSQL, so a lost or doubled nudge changes nothing."""

from celery import shared_task

from stores.clock import now, store_today
from upgrade_program.plans.services import remind_all, run_due_days


@shared_task(name="plans.daily")
def daily() -> None:
    """Do every business day's work that is not done yet."""
    run_due_days(today=store_today(), at=now())


@shared_task(name="plans.remind")
def remind() -> int:
    """Remind the customers whose plans fall soon and say of how many falls."""
    return remind_all(on=store_today(), at=now())
