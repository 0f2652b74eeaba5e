"""Jobs of the programme. Celery only nudges: what is due stands in PostgreSQL, so a lost or doubled nudge changes nothing."""

from celery import shared_task

from loyalty.programme.services import review_due_days
from stores.clock import now, store_today


@shared_task(name="programme.review")
def review() -> None:
    """Do every business day's reviews that are not done yet."""
    review_due_days(today=store_today(), at=now())
